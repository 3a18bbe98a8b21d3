import type { NewRecord } from "@rae/stream";
import { writeRecordBatch } from "../../src/produce/record-batch.ts";
import { ByteWriter } from "../../src/wire/byte-writer.ts";
import { crc32c } from "../../src/wire/crc32c.ts";

const headerBytes = 61;

/** How a batch differs from one that Rae writes. */
export interface BatchChanges {
  readonly baseOffset?: number;
  readonly attributes?: number;
  readonly maxTimeMs?: number;
  readonly producerId?: number;
  readonly compress?: (records: Buffer) => Buffer;
}

export const transactional = 0x10;
export const control = 0x20;

/** A batch as a broker would send it, with a checksum that is right. */
export function batchOf(records: readonly NewRecord[], changes: BatchChanges = {}): Buffer {
  const { baseOffset = 0, attributes = 0, maxTimeMs, producerId = -1, compress } = changes;
  const into = new ByteWriter(64);
  writeRecordBatch(into, records, 1_700_000_000_123);
  const plain = into.written;
  const bytes = plain.subarray(headerBytes);
  const batch = Buffer.concat([plain.subarray(0, headerBytes), compress?.(bytes) ?? bytes]);
  batch.writeBigInt64BE(BigInt(baseOffset), 0);
  batch.writeInt32BE(batch.length - 12, 8);
  batch.writeInt16BE(attributes, 21);
  if (maxTimeMs !== undefined) batch.writeBigInt64BE(BigInt(maxTimeMs), 35);
  batch.writeBigInt64BE(BigInt(producerId), 43);
  return sealed(batch);
}

/** The mark that ends a transaction. */
export function markOf(kind: "abort" | "commit", producerId: number, baseOffset: number): Buffer {
  const batch = batchOf([{ key: "vvkk", value: new Uint8Array(6), headers: {} }], {
    ...{ baseOffset, producerId },
    attributes: transactional | control,
  });
  // Its key: a version, and the kind.
  batch.writeInt16BE(0, batch.indexOf("vvkk"));
  batch.writeInt16BE(kind === "abort" ? 0 : 1, batch.indexOf("kk"));
  return sealed(batch);
}

function sealed(batch: Buffer): Buffer {
  batch.writeUInt32BE(crc32c(batch.subarray(21)), 17);
  return batch;
}

export const recordOf = (key: string, text: string): NewRecord => ({
  key,
  value: Buffer.from(text),
  headers: {},
});
