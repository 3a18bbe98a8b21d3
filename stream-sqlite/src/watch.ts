import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { PartitionEnd } from "@rae/stream";

/** Finds out what other connections, this process's or another's, have appended to a log file. */
export class RecordLogWatch {
  readonly #version: StatementSync;
  readonly #ends: StatementSync;
  readonly #known = new Map<number, number>();
  #lastVersion: unknown;

  constructor(database: DatabaseSync) {
    this.#version = database.prepare("PRAGMA data_version");
    this.#ends = database.prepare("SELECT id, topic, number, next_offset FROM partition");
  }

  /** Partitions that have grown since the last call. Costs microseconds when nothing was written. */
  grown(): PartitionEnd[] {
    // https://sqlite.org/pragma.html#pragma_data_version: changes when another connection has committed.
    const version = this.#version.get()?.data_version;
    if (version === this.#lastVersion) return [];
    this.#lastVersion = version;
    return this.#ends.all().flatMap(({ id, topic, number, next_offset }) => {
      const endOffset = Number(next_offset);
      if (this.#known.get(Number(id)) === endOffset) return [];
      this.#known.set(Number(id), endOffset);
      return { topic: String(topic), partition: Number(number), endOffset };
    });
  }
}
