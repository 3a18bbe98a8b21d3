import type { ByteReader } from "../wire/byte-reader.ts";

/** What precedes the records of a batch of message format 2 (KIP-98). */
export interface BatchHeader {
  readonly baseOffset: number;
  readonly attributes: number;
  readonly lastOffset: number;
  readonly firstTimeMs: number;
  readonly maxTimeMs: number;
  readonly producerId: number;
  readonly count: number;
}

/** Of base offset and length, which precede the header proper. */
export const batchPrefixBytes = 12;
/** From the leader epoch to the count. */
export const batchHeaderBytes = 49;
/** Where what the checksum covers begins, behind the length. */
export const checksummedFrom = 9;

const magic = 2;

/** leader epoch 4 | magic 1 | crc 4 | attributes 2 | last offset delta 4 | first time 8 | max time 8 | producer 8 | epoch 2 | sequence 4 | count 4 */
export function readBatchHeader(
  from: ByteReader,
  baseOffset: number,
): BatchHeader & { readonly checksum: number } {
  from.skip(4);
  const found = from.int8();
  if (found !== magic) {
    throw new Error(`it has message format ${found}, and only ${magic} is read`);
  }
  const checksum = from.int32() >>> 0;
  const attributes = from.int16();
  const lastOffset = baseOffset + from.int32();
  const firstTimeMs = from.int64();
  const maxTimeMs = from.int64();
  const producerId = from.int64();
  from.skip(6);
  const count = from.int32();
  return {
    baseOffset,
    attributes,
    lastOffset,
    firstTimeMs,
    maxTimeMs,
    producerId,
    count,
    checksum,
  };
}
