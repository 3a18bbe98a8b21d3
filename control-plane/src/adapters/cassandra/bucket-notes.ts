import { randomUUID } from "node:crypto";
import { intCell, longCell, textCell } from "./cells.ts";
import type { Requests, Statement } from "./requests.ts";
import { StatementBatches } from "./statement-batches.ts";

/** Rows of the small table outlive the entries that they lead to, though a replay may write those again days later. */
const bucketsExtraS = 14 * 86_400;
const knownMax = 100_000;

/** A bucket of a session, and a period in which it got entries. */
export interface BucketPlace {
  readonly sessionId: string;
  readonly bucket: number;
  readonly period: number;
}

const findMark = "SELECT period FROM history_bucket WHERE session_id = ? AND bucket = 0";

/**
 * Notes which buckets a session has, each once. What was noted last of each session is remembered, and a mark is in the table as long as
 * the rest: when the mark is gone the table was emptied, and all that is remembered is noted again.
 *
 * INVARIANT: nothing is remembered that was noted before the mark was.
 */
export class BucketNotes {
  readonly #addBucket: string;
  readonly #known = new Map<string, BucketPlace>();
  /** What has to be noted again. */
  readonly #lost = new Map<string, BucketPlace>();
  /** In place of a session, whose id never begins so. */
  readonly #mark: BucketPlace = { sessionId: `-${randomUUID()}`, bucket: 0, period: 0 };
  #isMarked = false;
  #losses = 0;

  constructor(ttlS: number) {
    this.#addBucket = `INSERT INTO history_bucket (session_id, bucket, period) VALUES (?, ?, ?) USING TTL ${ttlS + bucketsExtraS}`;
  }

  /** Adds to `batches` what is not noted yet. The returned function, to be called once they are done, remembers it. */
  async note(
    requests: Requests,
    places: readonly BucketPlace[],
    batches: StatementBatches,
  ): Promise<() => void> {
    const fresh = places.filter((place) => !this.#isKnown(place));
    if (fresh.length > 0) await this.#ensureMark(requests);
    const losses = this.#losses;
    for (const place of fresh) batches.add(this.statementOf(place));
    return () => {
      // A table that was emptied meanwhile may have held it.
      if (losses === this.#losses) for (const place of fresh) this.#remember(place);
    };
  }

  /** Looks for the mark, and notes all again if it is gone. Resolves with how many were. */
  async check(requests: Requests): Promise<number> {
    if (this.#isMarked && !(await this.#hasMark(requests))) {
      this.#losses += 1;
      this.#isMarked = false;
      for (const [sessionId, place] of this.#known) this.#lost.set(sessionId, place);
      this.#known.clear();
    }
    if (this.#lost.size === 0) return 0;
    await this.#ensureMark(requests);
    const lost = [...this.#lost.values()];
    const batches = new StatementBatches(requests);
    for (const place of lost) batches.add(this.statementOf(place));
    await batches.done();
    this.#lost.clear();
    for (const place of lost) if (!this.#known.has(place.sessionId)) this.#remember(place);
    return lost.length;
  }

  async #ensureMark(requests: Requests): Promise<void> {
    if (this.#isMarked) return;
    await requests.execute(this.statementOf(this.#mark));
    this.#isMarked = true;
  }

  async #hasMark(requests: Requests): Promise<boolean> {
    const params = [textCell(this.#mark.sessionId)];
    return (await requests.execute({ query: findMark, params })).first() !== null;
  }

  statementOf({ sessionId, bucket, period }: BucketPlace): Statement {
    const params = [textCell(sessionId), longCell(bucket), intCell(period)];
    return { query: this.#addBucket, params };
  }

  #isKnown({ sessionId, bucket, period }: BucketPlace): boolean {
    const known = this.#known.get(sessionId);
    return known?.bucket === bucket && known.period === period;
  }

  #remember(place: BucketPlace): void {
    if (this.#known.size >= knownMax) this.#known.clear();
    this.#known.set(place.sessionId, place);
  }
}
