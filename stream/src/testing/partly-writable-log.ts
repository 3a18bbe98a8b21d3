import { partitionOfKey } from "../partitioner.ts";
import type { NewRecord, RecordLog, WaitingAppends } from "../record-log.ts";
import { partitionName, type TopicPartition } from "../topic-partition.ts";
import { Gate } from "./gate.ts";

/**
 * A log of which single partitions cannot be written: an append that has a record for one waits until it can be written again, or
 * rejects with the signal's reason; nothing of it is on the log before.
 */
export class PartlyWritableLog implements RecordLog {
  readonly #log: RecordLog;
  readonly #shut = new Map<string, Gate>();

  constructor(log: RecordLog) {
    this.#log = log;
  }

  /** From now on the partition cannot be written. */
  shut(partition: TopicPartition): void {
    const gate = new Gate();
    gate.shut();
    this.#shut.set(partitionName(partition), gate);
  }

  /** All partitions can be written again. */
  open(): void {
    for (const gate of this.#shut.values()) gate.open();
    this.#shut.clear();
  }

  async append(topic: string, records: readonly NewRecord[], signal: AbortSignal): Promise<void> {
    const partitions = await this.#log.partitionCount(topic, signal);
    for (const { key } of records) {
      const partition = partitionOfKey(key, partitions);
      await this.#shut.get(partitionName({ topic, partition }))?.pass(signal);
    }
    await this.#log.append(topic, records, signal);
  }

  waitingAppends(): readonly WaitingAppends[] {
    return this.#log.waitingAppends();
  }

  consume(subscription: Parameters<RecordLog["consume"]>[0]) {
    return this.#log.consume(subscription);
  }

  tail(options: Parameters<RecordLog["tail"]>[0]) {
    return this.#log.tail(options);
  }

  partitionCount(topic: string, signal: AbortSignal): Promise<number> {
    return this.#log.partitionCount(topic, signal);
  }

  check(signal: AbortSignal): Promise<void> {
    return this.#log.check(signal);
  }

  close(): Promise<void> {
    return this.#log.close();
  }
}
