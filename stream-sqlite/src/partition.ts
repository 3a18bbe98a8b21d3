import type { DatabaseSync, StatementSync } from "node:sqlite";
import {
  type FetchedRecords,
  type LogRecord,
  type NewRecord,
  type PartitionEnd,
  type QueueLimits,
  recordSizeBytes,
  type TopicPartition,
} from "@rae/stream";

type Row = [
  offset: number,
  appendedAtMs: number,
  key: string,
  headers: string,
  value: Uint8Array<ArrayBuffer> | typeof nullValue,
];

// The column takes no null, and SQLite any type in it: no file has to be migrated.
const nullValue = 0;

/** One partition's rows, by prepared statements. Every method is synchronous and throws SQLite's errors as they are. */
export class RecordLogPartition implements TopicPartition {
  readonly id: number;
  readonly topic: string;
  readonly partition: number;
  readonly #insert: StatementSync;
  readonly #select: StatementSync;
  readonly #nextOffset: StatementSync;
  readonly #setNextOffset: StatementSync;
  readonly #since: StatementSync;
  readonly #first: StatementSync;
  readonly #oldest: StatementSync;
  readonly #delete: StatementSync;

  constructor(database: DatabaseSync, id: number, { topic, partition }: TopicPartition) {
    this.id = id;
    this.topic = topic;
    this.partition = partition;
    const table = `record_${id}`;
    this.#insert = database.prepare(`INSERT INTO ${table} VALUES (?, ?, ?, ?, ?)`);
    this.#select = database.prepare(
      `SELECT offset, appended_at_ms, key, headers, value FROM ${table}
       WHERE offset >= ? ORDER BY offset LIMIT ?`,
    );
    this.#select.setReturnArrays(true);
    this.#nextOffset = database.prepare("SELECT next_offset FROM partition WHERE id = ?");
    this.#setNextOffset = database.prepare("UPDATE partition SET next_offset = ? WHERE id = ?");
    this.#since = database.prepare(
      `SELECT min(offset) AS found FROM ${table} WHERE appended_at_ms >= ?`,
    );
    this.#first = database.prepare(`SELECT min(offset) AS found FROM ${table}`);
    this.#oldest = database.prepare(
      `SELECT offset, appended_at_ms FROM ${table} ORDER BY offset LIMIT ?`,
    );
    this.#delete = database.prepare(`DELETE FROM ${table} WHERE offset < ?`);
  }

  /** The offset that the next record will get. */
  nextOffset(): number {
    return Number(this.#nextOffset.get(this.id)?.next_offset);
  }

  /** Adds records, inside a transaction; where the partition then ends. */
  append(records: readonly NewRecord[], appendedAtMs: number): PartitionEnd {
    let offset = this.nextOffset();
    for (const { key, headers, value } of records) {
      this.#insert.run(offset, appendedAtMs, key, JSON.stringify(headers), value ?? nullValue);
      offset += 1;
    }
    this.#setNextOffset.run(offset, this.id);
    const { topic, partition } = this;
    return { topic, partition, endOffset: offset };
  }

  read(fromOffset: number, limits: QueueLimits): FetchedRecords {
    const records: LogRecord[] = [];
    let sizeBytes = 0;
    // Row by row, so that a few large values are not all loaded to be thrown away.
    for (const row of this.#select.iterate(fromOffset, limits.maxRecords)) {
      const record = this.#recordOf(row as unknown as Row);
      sizeBytes += recordSizeBytes(record);
      if (records.length > 0 && sizeBytes > limits.maxBytes) break;
      records.push(record);
    }
    const endOffset = this.nextOffset();
    // Offsets have no holes: what does not begin where it should begins at the first record that there is.
    const firstOffset = records[0]?.offset ?? endOffset;
    if (firstOffset !== fromOffset) {
      const nextOffset = this.firstOffset();
      return { records: [], nextOffset, endOffset, isOffsetMissing: true };
    }
    return { records, nextOffset: fromOffset + records.length, endOffset };
  }

  /** Of the oldest record, or of the next one if there is none. */
  firstOffset(): number {
    const found = this.#first.get()?.found;
    return typeof found === "number" ? found : this.nextOffset();
  }

  /** The first offset appended at or after a time, or the next offset. */
  firstOffsetSince(sinceMs: number): number {
    // By the index, the least offset of everything would be a walk over everything.
    if (sinceMs <= 0) return this.firstOffset();
    const found = this.#since.get(sinceMs)?.found;
    return typeof found === "number" ? found : this.nextOffset();
  }

  /** Deletes up to `maxRecords` of the oldest records, only such as `mayGo` agrees to; how many went. */
  trim(maxRecords: number, mayGo: (offset: number, appendedAtMs: number) => boolean): number {
    let end: number | undefined;
    let count = 0;
    for (const row of this.#oldest.iterate(maxRecords)) {
      const offset = Number(row.offset);
      if (!mayGo(offset, Number(row.appended_at_ms))) break;
      end = offset + 1;
      count += 1;
    }
    if (end !== undefined) this.#delete.run(end);
    return count;
  }

  #recordOf([offset, appendedAtMs, key, headers, value]: Row): LogRecord {
    const { topic, partition } = this;
    const stored = value === nullValue ? null : value;
    return {
      ...{ topic, partition, offset, appendedAtMs, key },
      headers: JSON.parse(headers),
      value: stored,
    };
  }
}
