import { gunzipSync, zstdDecompressSync } from "node:zlib";
import { decompressFrameSync } from "lz4-napi";
import { decompressedSnappy } from "./decompressed-snappy.ts";
import { lz4FrameBound } from "./lz4-frame-bound.ts";

/** What a batch may decompress to: many times what a broker takes, and what a process can spare for a moment. */
const maxOutputLength = 64 * 2 ** 20;

const codecMask = 0x07;

/**
 * The records of a batch, whose codec is in its attributes: 0 none, 1 gzip, 2 snappy, 3 lz4, 4 zstd (KIP-110).
 * @throws Error for bytes that cannot be read.
 */
export function decompressed(bytes: Buffer, attributes: number): Buffer {
  const codec = attributes & codecMask;
  switch (codec) {
    case 0:
      return bytes;
    case 1:
      return gunzipSync(bytes, { maxOutputLength });
    case 2:
      return decompressedSnappy(bytes, maxOutputLength);
    case 3:
      if (lz4FrameBound(bytes) > maxOutputLength) {
        throw new RangeError(`it may decompress to more than ${maxOutputLength} bytes`);
      }
      return decompressFrameSync(bytes);
    case 4:
      return zstdDecompressSync(bytes, { maxOutputLength });
    default:
      throw new Error(`it is compressed by codec ${codec}, which is not known`);
  }
}
