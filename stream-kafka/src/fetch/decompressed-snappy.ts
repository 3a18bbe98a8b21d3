import { uncompressSync } from "snappy";
import { ByteReader } from "../wire/byte-reader.ts";

/** How snappy-java begins what it frames: \x82SNAPPY\0. */
const xerialMagic = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]);
const xerialHeaderBytes = 16;

/**
 * Snappy, either one raw block, as librdkafka writes it, or the blocks of snappy-java, as Kafka does:
 *
 *     magic 8 | version 4 | oldest compatible version 4 | [size 4 | block]
 *
 * @throws Error for bytes that are neither, or RangeError for more than `maxBytes`.
 */
export function decompressedSnappy(bytes: Buffer, maxBytes: number): Buffer {
  const blocks = isXerial(bytes) ? xerialBlocks(bytes) : [bytes];
  const sizeBytes = blocks.reduce((sum, block) => sum + statedLength(block), 0);
  if (sizeBytes > maxBytes) throw new RangeError(`it decompresses to more than ${maxBytes} bytes`);
  return Buffer.concat(blocks.map((block) => Buffer.from(uncompressSync(block))));
}

function isXerial(bytes: Buffer): boolean {
  return bytes.subarray(0, xerialMagic.length).equals(xerialMagic);
}

function xerialBlocks(bytes: Buffer): readonly Buffer[] {
  const from = new ByteReader(bytes, xerialHeaderBytes);
  const blocks: Buffer[] = [];
  while (from.left > 0) blocks.push(from.bytes(from.int32()));
  return blocks;
}

/** A block begins with what it decompresses to, as a varint. */
function statedLength(bytes: Buffer): number {
  let length = 0;
  let scale = 1;
  for (const byte of bytes.subarray(0, 5)) {
    length += (byte & 0x7f) * scale;
    if (byte < 0x80) break;
    scale *= 128;
  }
  return length;
}
