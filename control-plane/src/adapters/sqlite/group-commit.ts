import type { DatabaseSync } from "node:sqlite";
import type { Clock } from "@rae/kit";
import { inTransaction } from "@rae/kit/sqlite";

interface Waiting {
  /** Runs in the transaction, maybe more than once; what it gives last is what counts. */
  readonly work: () => void;
  readonly committed: () => void;
  readonly failed: (error: unknown) => void;
}

export interface GroupCommitOptions {
  readonly database: DatabaseSync;
  readonly clock: Clock;
  /** Runs the transaction, again if it likes. */
  readonly attempt: (transaction: () => void) => Promise<void>;
}

/**
 * Writes that come in one turn of the event loop share a transaction, and so one sync of the disk. Each resolves once it is durable; one that
 * throws fails all of its transaction.
 */
export class GroupCommit {
  readonly #options: GroupCommitOptions;
  #waiting: Waiting[] = [];
  #isDue = false;
  #cancelTimer = () => {};

  constructor(options: GroupCommitOptions) {
    this.#options = options;
  }

  write<T>(work: () => T): Promise<T> {
    const written = this.#push(work);
    this.#commitSoon();
    return written;
  }

  /** As `write`, for what nobody waits for: with the next write, or after `maxDelayMs`. */
  writeLater<T>(work: () => T, maxDelayMs: number): Promise<T> {
    if (this.#waiting.length === 0) {
      this.#cancelTimer = this.#options.clock.schedule(maxDelayMs, () => this.#commitSoon());
    }
    return this.#push(work);
  }

  /** Commits what waits for the next write. */
  async close(): Promise<void> {
    this.#cancelTimer();
    await this.#commit();
  }

  #push<T>(work: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      let result: T;
      this.#waiting.push({
        work: () => {
          result = work();
        },
        committed: () => resolve(result),
        failed: reject,
      });
    });
  }

  #commitSoon(): void {
    this.#cancelTimer();
    if (this.#isDue) return;
    this.#isDue = true;
    setImmediate(() => void this.#commit());
  }

  async #commit(): Promise<void> {
    const { database, attempt } = this.#options;
    this.#isDue = false;
    const group = this.#waiting;
    this.#waiting = [];
    if (group.length === 0) return;
    try {
      await attempt(() =>
        inTransaction(database, () => {
          for (const { work } of group) work();
        }),
      );
    } catch (error) {
      for (const { failed } of group) failed(error);
      return;
    }
    for (const { committed } of group) committed();
  }
}
