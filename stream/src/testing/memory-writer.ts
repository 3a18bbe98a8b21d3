import type { Clock } from "@rae/kit";
import type { AppendBatch, LogWriter, WriteOutcome } from "../appending/log-writer.ts";
import { type NewRecord, RecordLogUnavailable } from "../record-log.ts";
import { partitionName, type TopicPartition } from "../topic-partition.ts";
import type { Gate } from "./gate.ts";
import type { MemoryPartition } from "./memory-partition.ts";

export interface MemoryWriterOptions {
  readonly clock: Clock;
  readonly gate: Gate;
  readonly topic: (name: string) => readonly MemoryPartition[];
  /** Throws if the next write is to fail, before or after its records are written. */
  readonly failIfTold: (when: "append" | "append-written") => void;
  readonly onAppended: (partitions: readonly MemoryPartition[]) => void;
}

/** Writes to partitions in memory; each is a destination of its own, so that one that is ill holds up no other. */
export class MemoryWriter implements LogWriter {
  readonly #options: MemoryWriterOptions;
  readonly #away = new Map<string, RecordLogUnavailable>();
  #isRefused: (record: NewRecord) => boolean = () => false;

  constructor(options: MemoryWriterOptions) {
    this.#options = options;
  }

  /** Makes writes to a partition fail until told otherwise. */
  setAway(partition: TopicPartition, failure: RecordLogUnavailable | undefined): void {
    if (failure === undefined) this.#away.delete(partitionName(partition));
    else this.#away.set(partitionName(partition), failure);
  }

  refuse(isRefused: (record: NewRecord) => boolean): void {
    this.#isRefused = isRefused;
  }

  partitionsOf(topic: string): number {
    return this.#options.topic(topic).length;
  }

  destinationOf(partition: TopicPartition): string {
    return partitionName(partition);
  }

  async locate(): Promise<void> {}

  async write(
    _partition: string,
    batches: readonly AppendBatch[],
  ): Promise<readonly WriteOutcome[]> {
    const outcomes: WriteOutcome[] = [];
    for (const batch of batches) outcomes.push(await this.#write(batch));
    return outcomes;
  }

  async #write(batch: AppendBatch): Promise<WriteOutcome> {
    const { gate, clock, topic, failIfTold, onAppended } = this.#options;
    try {
      await gate.pass();
      const away = this.#away.get(partitionName(batch));
      if (away !== undefined) throw away;
      failIfTold("append");
      if (batch.records.some(this.#isRefused)) {
        return { kind: "refused", code: "record-refused", reason: "the log was told to refuse it" };
      }
      const partition = topic(batch.topic)[batch.partition];
      for (const record of batch.records) partition?.append(record, clock.nowMs());
      if (partition !== undefined) onAppended([partition]);
      failIfTold("append-written");
      return { kind: "written" };
    } catch (error) {
      const isOurs = error instanceof RecordLogUnavailable;
      return { kind: "unavailable", error: isOurs ? error : new RecordLogUnavailable(`${error}`) };
    }
  }
}
