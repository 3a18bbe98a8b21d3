import type { NewRecord } from "@rae/stream";
import { type ByteWriter, varintSize } from "../wire/byte-writer.ts";
import { crc32c } from "../wire/crc32c.ts";

const magic = 2;

/**
 * Writes records as one batch of message format 2 (KIP-98), not compressed, of no producer and no transaction:
 *
 *     base offset 8 | length 4 | leader epoch 4 | magic 1 | crc 4 | attributes 2 | last offset delta 4 |
 *     first time 8 | max time 8 | producer 8 | its epoch 2 | sequence 4 | count 4 | records
 *
 * The length counts what follows it, the checksum covers what follows that.
 */
export function writeRecordBatch(
  into: ByteWriter,
  records: readonly NewRecord[],
  nowMs: number,
): void {
  into.int64(0);
  const lengthAt = into.position;
  into.int32(0);
  into.int32(-1);
  into.int8(magic);
  const crcAt = into.position;
  into.int32(0);
  into.int16(0);
  into.int32(records.length - 1);
  into.int64(nowMs);
  into.int64(nowMs);
  into.int64(-1);
  into.int16(-1);
  into.int32(-1);
  into.int32(records.length);
  for (const [index, record] of records.entries()) writeRecord(into, record, index);
  into.setInt32(into.position - lengthAt - 4, lengthAt);
  into.setUint32(crc32c(into.written.subarray(crcAt + 4, into.position)), crcAt);
}

/** length | attributes 1 | time delta | offset delta | key | value | count of headers | each: name, value; lengths are varints. */
function writeRecord(into: ByteWriter, { key, value, headers }: NewRecord, index: number): void {
  const keyLength = Buffer.byteLength(key);
  const valueLength = value?.byteLength ?? -1;
  let size =
    2 +
    varintSize(index) +
    varintSize(keyLength) +
    keyLength +
    varintSize(valueLength) +
    Math.max(0, valueLength);
  const lengths: number[] = [];
  for (const name in headers) {
    const nameLength = Buffer.byteLength(name);
    const valueLength = Buffer.byteLength(headers[name] ?? "");
    lengths.push(nameLength, valueLength);
    size += varintSize(nameLength) + nameLength + varintSize(valueLength) + valueLength;
  }
  size += varintSize(lengths.length / 2);
  into.varint(size);
  into.int8(0);
  into.varint(0);
  into.varint(index);
  into.varint(keyLength);
  into.text(key, keyLength);
  into.varint(valueLength);
  if (value !== null) into.bytes(value);
  into.varint(lengths.length / 2);
  let next = 0;
  for (const name in headers) {
    const nameLength = lengths[next] ?? 0;
    const valueLength = lengths[next + 1] ?? 0;
    next += 2;
    into.varint(nameLength);
    into.text(name, nameLength);
    into.varint(valueLength);
    into.text(headers[name] ?? "", valueLength);
  }
}
