import type { DatabaseSync } from "node:sqlite";
import { setImmediate } from "node:timers/promises";
import { inTransaction } from "@rae/kit/sqlite";

interface Waiting {
  /** Runs in the transaction, maybe more than once; what it gives last is what counts. */
  readonly work: () => void;
  readonly committed: () => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Writes that come in one turn of the event loop share a transaction, and so one sync of the disk. Each resolves once it is durable; one that
 * throws fails all of its transaction.
 */
export class GroupCommit {
  readonly #database: DatabaseSync;
  readonly #attempt: (transaction: () => void) => Promise<void>;
  #waiting: Waiting[] = [];

  /** @param attempt runs the transaction, again if it likes. */
  constructor(database: DatabaseSync, attempt: (transaction: () => void) => Promise<void>) {
    this.#database = database;
    this.#attempt = attempt;
  }

  write<T>(work: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      let result: T;
      if (this.#waiting.length === 0) void this.#commitSoon();
      this.#waiting.push({
        work: () => {
          result = work();
        },
        committed: () => resolve(result),
        failed: reject,
      });
    });
  }

  async #commitSoon(): Promise<void> {
    await setImmediate();
    const group = this.#waiting;
    this.#waiting = [];
    try {
      await this.#attempt(() =>
        inTransaction(this.#database, () => {
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
