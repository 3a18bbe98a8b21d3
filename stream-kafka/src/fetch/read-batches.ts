import type { LogRecord, TopicPartition } from "@rae/stream";
import { ByteReader } from "../wire/byte-reader.ts";
import { crc32c } from "../wire/crc32c.ts";
import { AbortedTransactions } from "./aborted-transactions.ts";
import {
  type BatchHeader,
  batchHeaderBytes,
  batchPrefixBytes,
  checksummedFrom,
  readBatchHeader,
} from "./batch-header.ts";
import { decompressed } from "./decompressed.ts";
import type { AbortedTransaction } from "./fetch.ts";

/** What record batches hold from an offset on. */
export interface BatchRecords {
  readonly records: readonly LogRecord[];
  /** Behind all batches that were read, also those that hold no record for us. */
  readonly nextOffset: number;
  /** Why the batch at `nextOffset` cannot be read; undefined if all could. */
  readonly fault: Error | undefined;
}

const appendTimeFlag = 0x08;
const transactionFlag = 0x10;
const controlFlag = 0x20;

/**
 * Reads batches of message format 2. A broker sends whole batches, of which the first may begin before the offset asked
 * for, and the last may be cut off; neither's other records are given, nor are those of aborted transactions and marks.
 * It stops at a batch that cannot be read, and says why.
 */
export function readBatches(
  batches: Buffer,
  place: TopicPartition,
  fromOffset: number,
  aborted: readonly AbortedTransaction[] = [],
): BatchRecords {
  const records: LogRecord[] = [];
  const transactions = new AbortedTransactions(aborted);
  let nextOffset = fromOffset;
  const from = new ByteReader(batches);
  while (from.left >= batchPrefixBytes + batchHeaderBytes) {
    const baseOffset = from.int64();
    const length = from.int32();
    if (length > from.left) break;
    try {
      if (length < batchHeaderBytes) throw new Error(`it says that it has ${length} bytes`);
      const header = readBatch(from.bytes(length), baseOffset, place, transactions, (record) => {
        if (record.offset >= fromOffset) records.push(record);
      });
      nextOffset = Math.max(nextOffset, header.lastOffset + 1);
    } catch (error) {
      const what = `the batch of ${place.topic}/${place.partition} at offset ${baseOffset}`;
      const reason = error instanceof Error ? error.message : String(error);
      const read = records.filter((record) => record.offset < nextOffset);
      const fault = new Error(`${what} cannot be read: ${reason}`, { cause: error });
      return { records: read, nextOffset, fault };
    }
  }
  return { records, nextOffset, fault: undefined };
}

/** Gives each record. @throws Error if the batch cannot be read. */
function readBatch(
  batch: Buffer,
  baseOffset: number,
  place: TopicPartition,
  transactions: AbortedTransactions,
  give: (record: LogRecord) => void,
): BatchHeader {
  const header = readBatchHeader(new ByteReader(batch), baseOffset);
  const { attributes, producerId, lastOffset, checksum } = header;
  if (crc32c(batch.subarray(checksummedFrom)) !== checksum) {
    throw new Error("its checksum does not match its bytes");
  }
  const isAborted =
    (attributes & transactionFlag) !== 0 && transactions.has(producerId, lastOffset);
  const bytes = batch.subarray(batchHeaderBytes);
  if ((attributes & controlFlag) !== 0) transactions.end(producerId, bytes);
  else if (!isAborted) readRecords(decompressed(bytes, attributes), header, place, give);
  return header;
}

function readRecords(
  bytes: Buffer,
  header: BatchHeader,
  { topic, partition }: TopicPartition,
  give: (record: LogRecord) => void,
): void {
  const from = new ByteReader(bytes);
  const isAppendTime = (header.attributes & appendTimeFlag) !== 0;
  for (let index = 0; index < header.count; index += 1) {
    // Its length, which what follows says again.
    from.varint();
    from.skip(1);
    const timeDeltaMs = from.varint();
    const offset = header.baseOffset + from.varint();
    give({
      topic,
      partition,
      offset,
      appendedAtMs: isAppendTime ? header.maxTimeMs : header.firstTimeMs + timeDeltaMs,
      key: readText(from),
      value: readBytes(from),
      headers: readHeaders(from),
    });
  }
}

/** A key that is null reads as an empty one: both are the key of nobody. */
function readText(from: ByteReader): string {
  return from.text(Math.max(0, from.varint()));
}

/** A copy: a record that someone keeps would otherwise keep the megabytes that it came in. */
function readBytes(from: ByteReader): Uint8Array | null {
  const length = from.varint();
  return length < 0 ? null : Buffer.from(from.bytes(length));
}

/** Of a header that others have set twice, the last counts. */
function readHeaders(from: ByteReader): Record<string, string> {
  const headers: Record<string, string> = {};
  const count = from.varint();
  for (let index = 0; index < count; index += 1) {
    const name = readText(from);
    headers[name] = readText(from);
  }
  return headers;
}
