import type { DatabaseSync } from "node:sqlite";
import type { Clock } from "@rae/kit";
import { inTransaction, isTooBig, retryWhileBusy } from "@rae/kit/sqlite";
import {
  type AppendBatch,
  type LogWriter,
  type PartitionEnd,
  RecordLogUnavailable,
  type WriteOutcome,
} from "@rae/stream";
import { recordLogFailure } from "./failure.ts";
import type { RecordLogTopics } from "./topics.ts";

export interface SqliteWriterOptions {
  readonly database: DatabaseSync;
  readonly topics: RecordLogTopics;
  readonly clock: Clock;
  readonly onAppended: (partitions: readonly PartitionEnd[]) => void;
}

const file = "file";

/** Writes batches of all partitions in one transaction, and so with one flush of the disk: all of them are durable or none is. */
export class SqliteWriter implements LogWriter {
  readonly #options: SqliteWriterOptions;

  constructor(options: SqliteWriterOptions) {
    this.#options = options;
  }

  partitionsOf(topic: string): number | undefined {
    return this.#options.topics.knownOf(topic)?.length;
  }

  destinationOf(): string {
    return file;
  }

  async locate(topics: readonly string[]): Promise<void> {
    const { clock, topics: known } = this.#options;
    try {
      for (const topic of topics) await retryWhileBusy(clock, () => known.partitionsOf(topic));
    } catch (error) {
      throw recordLogFailure(error);
    }
  }

  async write(_file: string, batches: readonly AppendBatch[]): Promise<readonly WriteOutcome[]> {
    const { clock, onAppended } = this.#options;
    try {
      onAppended(await retryWhileBusy(clock, () => this.#append(batches)));
      return batches.map(() => ({ kind: "written" }));
    } catch (error) {
      return batches.map(() => outcomeOf(error));
    }
  }

  #append(batches: readonly AppendBatch[]): readonly PartitionEnd[] {
    const { database, topics, clock } = this.#options;
    const nowMs = clock.nowMs();
    const placed = batches.map(({ topic, partition, records }) => {
      const found = topics.partitionsOf(topic)[partition];
      if (found === undefined) throw new Error(`the topic ${topic} has no partition ${partition}`);
      return { partition: found, records };
    });
    return inTransaction(database, () =>
      placed.map(({ partition, records }) => partition.append(records, nowMs)),
    );
  }
}

function outcomeOf(error: unknown): WriteOutcome {
  if (isTooBig(error)) {
    return {
      kind: "refused",
      code: "payload-too-large",
      reason: "a record is over SQLite's limit",
    };
  }
  const failure = recordLogFailure(error);
  if (failure instanceof RecordLogUnavailable) return { kind: "unavailable", error: failure };
  const message = failure instanceof Error ? failure.message : String(failure);
  const unusable = `the log's file cannot be written: ${message}`;
  return { kind: "unavailable", error: new RecordLogUnavailable(unusable, { cause: error }) };
}
