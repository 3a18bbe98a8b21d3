import { type Clock, withDeadline } from "@rae/kit";
import { logTopics } from "@rae/protocol";
import type { LogRecord, RecordLog } from "@rae/stream";
import { type DeadLetter, deadLetterOf, type ReplayNote, replayNoteOf } from "./dead-letter.ts";

/** Which letters are wanted; what is not given is not asked. */
export interface LetterFilter {
  readonly sinceMs?: number;
  readonly code?: string;
  readonly boxId?: string;
  readonly ids?: ReadonlySet<string>;
  /** Not those that were replayed. */
  readonly isNew?: boolean;
}

export interface FoundLetter {
  readonly letter: DeadLetter;
  /** The newest note that it was replayed. */
  readonly replayed: ReplayNote | undefined;
}

export interface FoundLetters {
  /** Oldest first. */
  readonly letters: readonly FoundLetter[];
  /** Letters that were wanted and had no room: the oldest. */
  readonly leftOut: number;
}

/** How many letters, and bytes of theirs, are kept at once. */
export interface LetterBounds {
  readonly letters: number;
  readonly bytes: number;
}

const readMs = 600_000;

/**
 * Reads the dead-letter topic up to where it ends now, and keeps the newest letters that fit.
 * @throws RecordLogUnavailable, or DeadlineExceeded after ten minutes.
 */
export async function readLetters(
  log: RecordLog,
  clock: Clock,
  filter: LetterFilter,
  bounds: LetterBounds,
): Promise<FoundLetters> {
  const { sinceMs = 0 } = filter;
  const notes = new Map<string, ReplayNote>();
  // First, for a letter may only be given room if it has no note.
  await readToEnd(log, clock, sinceMs, (record) => {
    const note = replayNoteOf(record);
    if (note !== undefined) notes.set(note.id, note);
  });
  const kept = new NewestLetters(bounds);
  await readToEnd(log, clock, sinceMs, (record) => {
    if (replayNoteOf(record) !== undefined) return;
    const letter = deadLetterOf(record);
    if (filter.isNew && notes.has(letter.id)) return;
    if (isWanted(letter, filter)) kept.add(letter);
  });
  const letters = kept.oldestFirst().map((letter) => ({ letter, replayed: notes.get(letter.id) }));
  return { letters, leftOut: kept.leftOut };
}

async function readToEnd(
  log: RecordLog,
  clock: Clock,
  sinceMs: number,
  onRecord: (record: LogRecord) => void,
): Promise<void> {
  const failed = Promise.withResolvers<never>();
  // Nobody waits for it any more once the end is reached.
  failed.promise.catch(() => {});
  const tail = await log.tail({
    topics: [logTopics.deadLetters],
    sinceMs,
    handle: ({ records }) => records.forEach(onRecord),
    onFailure: (error) => failed.reject(error),
  });
  try {
    await withDeadline(clock, readMs, "reading the dead letters", () =>
      Promise.race([tail.caughtUp, failed.promise]),
    );
  } finally {
    await tail.close();
  }
}

function isWanted(letter: DeadLetter, { sinceMs = 0, code, boxId, ids }: LetterFilter): boolean {
  if (letter.atMs < sinceMs) return false;
  if (code !== undefined && letter.code !== code) return false;
  if (boxId !== undefined && letter.boxId !== boxId) return false;
  return ids === undefined || ids.has(letter.id);
}

/** Keeps as many as fit, and forgets the oldest of the others. */
class NewestLetters {
  readonly #bounds: LetterBounds;
  #letters: DeadLetter[] = [];
  #bytes = 0;
  #leftOut = 0;

  constructor(bounds: LetterBounds) {
    this.#bounds = bounds;
  }

  get leftOut(): number {
    this.#cut();
    return this.#leftOut;
  }

  add(letter: DeadLetter): void {
    this.#letters.push(letter);
    this.#bytes += letter.record.value?.length ?? 0;
    const { letters, bytes } = this.#bounds;
    // Not at each, as it sorts.
    if (this.#letters.length > 2 * letters || this.#bytes > 2 * bytes) this.#cut();
  }

  oldestFirst(): readonly DeadLetter[] {
    this.#cut();
    return this.#letters;
  }

  #cut(): void {
    const sorted = this.#letters.sort(
      (a, b) => a.atMs - b.atMs || a.record.offset - b.record.offset,
    );
    let from = Math.max(0, sorted.length - this.#bounds.letters);
    let bytes = sorted
      .slice(from)
      .reduce((sum, { record }) => sum + (record.value?.length ?? 0), 0);
    // One is kept whatever its size.
    while (bytes > this.#bounds.bytes && from < sorted.length - 1) {
      bytes -= sorted[from]?.record.value?.length ?? 0;
      from += 1;
    }
    this.#letters = sorted.slice(from);
    this.#bytes = bytes;
    this.#leftOut += from;
  }
}
