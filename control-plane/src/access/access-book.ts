import { type Clock, type Closable, type Logger, sleep, withDeadline } from "@rae/kit";
import { RaeError } from "@rae/protocol";
import type { AccessKind, AccessRecord } from "../core/access/access-record.ts";
import type { AccessStore } from "../ports/access-store.ts";

export interface AccessBookOptions {
  readonly store: AccessStore;
  readonly clock: Clock;
  readonly logger: Logger;
  /** How often to ask for changes. */
  readonly pollMs?: number;
}

type RecordOf<K extends AccessKind> = Extract<AccessRecord, { readonly kind: K }>;

/** One that does not come counts as failed, and the next is made. */
const readTimeoutMs = 2_000;
/** Older than this, what is known may lack a revocation. */
const freshMs = 5_000;

/**
 * All records of access, at most a fraction of a second old: what a process decides by. While the store is away what is known goes on.
 */
export class AccessBook implements Closable {
  readonly #options: AccessBookOptions;
  readonly #records = new Map<string, AccessRecord>();
  readonly #listeners = new Set<(changed: readonly AccessRecord[]) => void>();
  readonly #closing = new AbortController();
  readonly #openedAtMs: number;
  #position: string | undefined;
  #readAtMs: number | undefined;
  #failure: unknown;

  constructor(options: AccessBookOptions) {
    this.#options = options;
    const { clock, pollMs = 250 } = options;
    this.#openedAtMs = clock.monotonicMs();
    void this.#follow(pollMs);
  }

  /** False until the store has been read for the first time: nobody but the administrator is known. */
  get isRead(): boolean {
    return this.#readAtMs !== undefined;
  }

  /** How long ago the store was last read, or, if it never was, how long ago that began. */
  get ageMs(): number {
    return this.#options.clock.monotonicMs() - (this.#readAtMs ?? this.#openedAtMs);
  }

  find<K extends AccessKind>(kind: K, id: string): RecordOf<K> | undefined {
    const record = this.#records.get(keyOf({ kind, id }));
    return record as RecordOf<K> | undefined;
  }

  /** All of a kind, also those that count no more. */
  all<K extends AccessKind>(kind: K): readonly RecordOf<K>[] {
    const isWanted = (record: AccessRecord): record is RecordOf<K> => record.kind === kind;
    return [...this.#records.values()].filter(isWanted);
  }

  /** Takes a record that this process itself has just changed: here it counts at once. */
  take(record: AccessRecord): void {
    this.#takeAll([record]);
  }

  /**
   * Calls `listener` with the records that are new or have changed, from now on, once for all that are read at a time; it must not throw. The
   * returned function ends it.
   */
  listen(listener: (changed: readonly AccessRecord[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  readiness(): { readonly ready: boolean; readonly detail: string } {
    const { ageMs } = this;
    if (this.isRead && ageMs <= freshMs) {
      return { ready: true, detail: `${this.#records.size} records` };
    }
    const reason =
      this.#failure instanceof Error ? this.#failure.message : "it has not answered yet";
    const since = `${Math.round(ageMs / 1_000)} s`;
    return {
      ready: false,
      detail: this.isRead
        ? `tokens, tenants and shares were last read ${since} ago, so that those revoked since still count: ${reason}`
        : `tokens, tenants and shares have not been read in ${since}, so that only the administrator's token is known: ${reason}`,
    };
  }

  async close(): Promise<void> {
    this.#closing.abort(new RaeError("shutting-down", "access is not read any more"));
    this.#listeners.clear();
  }

  #takeAll(records: readonly AccessRecord[]): void {
    const changed = records.filter((record) => {
      const known = this.#records.get(keyOf(record));
      return known === undefined || known.version < record.version;
    });
    if (changed.length === 0) return;
    for (const record of changed) this.#records.set(keyOf(record), record);
    for (const listener of this.#listeners) listener(changed);
  }

  async #follow(pollMs: number): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      await this.#read();
      await sleep(this.#options.clock, pollMs, signal).catch(() => {});
    }
  }

  async #read(): Promise<void> {
    const { store, clock, logger } = this.#options;
    const position = this.#position;
    try {
      const changes = await withDeadline(
        clock,
        readTimeoutMs,
        "reading tokens, tenants and shares",
        (signal) => store.changes(position, signal),
        this.#closing.signal,
      );
      this.#takeAll(changes.records);
      this.#position = changes.position;
      this.#readAtMs = clock.monotonicMs();
      if (this.#failure !== undefined) logger.info({}, "access is read again");
      this.#failure = undefined;
    } catch (error) {
      if (this.#closing.signal.aborted) return;
      if (this.#failure === undefined) logger.warn({ err: error }, "access cannot be read");
      this.#failure = error;
    }
  }
}

function keyOf({ kind, id }: Pick<AccessRecord, "kind" | "id">): string {
  return `${kind} ${id}`;
}
