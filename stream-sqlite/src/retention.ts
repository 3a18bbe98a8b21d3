import type { DatabaseSync } from "node:sqlite";
import type { Clock } from "@rae/kit";
import { inTransaction } from "@rae/kit/sqlite";
import type { RecordLogTopics } from "./topics.ts";

export interface RecordLogRetentionOptions {
  readonly database: DatabaseSync;
  readonly topics: RecordLogTopics;
  readonly clock: Clock;
  /** How long each topic's records are kept; those of other topics for ever. */
  readonly retentionMs: Readonly<Record<string, number>>;
  /** Records that a group has not committed are kept this many times as long, and no longer. */
  readonly uncommittedFactor?: number | undefined;
}

// So few at once that the event loop is held for about a millisecond.
const stepRecords = 256;

/** Deletes old records in small steps. */
export class RecordLogRetention {
  readonly #options: RecordLogRetentionOptions;

  constructor(options: RecordLogRetentionOptions) {
    this.#options = options;
  }

  /** Deletes a few of the oldest records of every topic that are too old; true if there may be more. */
  step(): boolean {
    const { database, topics, clock, retentionMs, uncommittedFactor = 4 } = this.#options;
    const nowMs = clock.nowMs();
    const committed = database.prepare(
      "SELECT min(committed_offset) AS least FROM group_offset WHERE partition_id = ?",
    );
    let more = false;
    for (const partition of topics.known()) {
      const keepMs = retentionMs[partition.topic];
      if (keepMs === undefined) continue;
      const least = committed.get(partition.id)?.least;
      const committedEnd = typeof least === "number" ? least : Number.POSITIVE_INFINITY;
      const trimmed = inTransaction(database, () =>
        partition.trim(stepRecords, (offset, appendedAtMs) => {
          const ageMs = nowMs - appendedAtMs;
          return offset < committedEnd ? ageMs > keepMs : ageMs > keepMs * uncommittedFactor;
        }),
      );
      more ||= trimmed === stepRecords;
    }
    return more;
  }
}
