import { gunzipSync, zstdDecompressSync } from "node:zlib";
import type { LogRecord } from "@rae/stream";
import { ByteReader } from "../wire/byte-reader.ts";

/** What record batches hold from an offset on. */
export interface BatchRecords {
  readonly records: readonly LogRecord[];
  /** Behind all whole batches, also those that hold no record for us. */
  readonly nextOffset: number;
}

interface Place {
  readonly topic: string;
  readonly partition: number;
}

interface BatchHeader {
  readonly baseOffset: number;
  readonly attributes: number;
  readonly lastOffsetDelta: number;
  readonly firstTimeMs: number;
  readonly maxTimeMs: number;
  readonly count: number;
}

const headerBytes = 61;
const compressionMask = 0x07;
const appendTimeFlag = 0x08;
const controlFlag = 0x20;

/**
 * Reads batches of message format 2. A broker sends whole batches, of which the first may begin before the offset asked
 * for, and the last may be cut off; neither's other records are given.
 * @throws Error for a batch that cannot be read.
 */
export function readBatches(batches: Buffer, place: Place, fromOffset: number): BatchRecords {
  const records: LogRecord[] = [];
  let nextOffset = fromOffset;
  const from = new ByteReader(batches);
  while (from.left >= headerBytes) {
    const baseOffset = from.int64();
    const length = from.int32();
    if (from.left < length) break;
    const batch = from.bytes(length);
    const header = readHeader(new ByteReader(batch), baseOffset);
    // Marks of transactions are nobody's records.
    if ((header.attributes & controlFlag) === 0) {
      readRecords(
        decompressed(batch.subarray(headerBytes - 12), header, place),
        header,
        place,
        fromOffset,
        records,
      );
    }
    nextOffset = Math.max(nextOffset, baseOffset + header.lastOffsetDelta + 1);
  }
  return { records, nextOffset };
}

function readHeader(from: ByteReader, baseOffset: number): BatchHeader {
  from.skip(4);
  const magic = from.int8();
  if (magic !== 2) throw new Error(`message format ${magic} is not read, only 2`);
  from.skip(4);
  const attributes = from.int16();
  const lastOffsetDelta = from.int32();
  const firstTimeMs = from.int64();
  const maxTimeMs = from.int64();
  from.skip(14);
  const count = from.int32();
  return { baseOffset, attributes, lastOffsetDelta, firstTimeMs, maxTimeMs, count };
}

function decompressed(bytes: Buffer, { attributes }: BatchHeader, { topic }: Place): Buffer {
  switch (attributes & compressionMask) {
    case 0:
      return bytes;
    case 1:
      return gunzipSync(bytes);
    case 4:
      return zstdDecompressSync(bytes);
    default:
      throw new Error(
        `${topic} is compressed by snappy or lz4: set its compression.type to producer`,
      );
  }
}

function readRecords(
  bytes: Buffer,
  header: BatchHeader,
  { topic, partition }: Place,
  fromOffset: number,
  into: LogRecord[],
): void {
  const from = new ByteReader(bytes);
  const isAppendTime = (header.attributes & appendTimeFlag) !== 0;
  for (let index = 0; index < header.count; index += 1) {
    const length = from.varint();
    const end = from.position + length;
    from.skip(1);
    const timeDeltaMs = from.varint();
    const offset = header.baseOffset + from.varint();
    if (offset < fromOffset) {
      from.skip(end - from.position);
      continue;
    }
    into.push({
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

function readText(from: ByteReader): string {
  return from.text(Math.max(0, from.varint()));
}

/** A copy: a record that someone keeps would otherwise keep the megabytes that it came in. */
function readBytes(from: ByteReader): Uint8Array {
  return Buffer.from(from.bytes(Math.max(0, from.varint())));
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
