import type { QueueLimits } from "../limits.ts";
import type { FetchedRecords } from "../reading/partition-pump.ts";
import { isOffsetMissing } from "../reading/position-gap.ts";
import type { LogRecord, NewRecord } from "../record-log.ts";
import { recordSizeBytes } from "../record-size.ts";
import type { PartitionEnd } from "../topic-partition.ts";

/** One partition's records in memory. */
export class MemoryPartition implements PartitionEnd {
  readonly topic: string;
  readonly partition: number;
  readonly records: LogRecord[] = [];
  #firstOffset = 0;

  constructor(topic: string, partition: number) {
    this.topic = topic;
    this.partition = partition;
  }

  get endOffset(): number {
    return this.#firstOffset + this.records.length;
  }

  append(record: NewRecord, appendedAtMs: number): LogRecord {
    const { topic, partition, endOffset: offset } = this;
    // A copy, as a real log makes one: the caller may use its buffer again.
    const value = record.value === null ? null : new Uint8Array(record.value);
    const stored = { ...record, value, topic, partition, offset, appendedAtMs };
    this.records.push(stored);
    return stored;
  }

  read(fromOffset: number, limits: QueueLimits): FetchedRecords {
    const { endOffset } = this;
    const firstOffset = this.#firstOffset;
    if (isOffsetMissing(fromOffset, { firstOffset, endOffset })) {
      return { records: [], nextOffset: firstOffset, endOffset, isOffsetMissing: true };
    }
    const start = fromOffset - firstOffset;
    const records: LogRecord[] = [];
    let sizeBytes = 0;
    for (const record of this.records.slice(start, start + limits.maxRecords)) {
      sizeBytes += recordSizeBytes(record);
      if (records.length > 0 && sizeBytes > limits.maxBytes) break;
      records.push(record);
    }
    return { records, nextOffset: fromOffset + records.length, endOffset };
  }

  firstOffsetSince(sinceMs: number): number {
    return this.records.find((each) => each.appendedAtMs >= sinceMs)?.offset ?? this.endOffset;
  }

  /** Forgets the oldest records, as retention does. */
  trim(count: number): void {
    this.#firstOffset += this.records.splice(0, count).length;
  }

  /** Forgets all records and begins at offset 0 again, as a topic does that is deleted and made anew. */
  recreate(): void {
    this.#firstOffset = 0;
    this.records.length = 0;
  }
}
