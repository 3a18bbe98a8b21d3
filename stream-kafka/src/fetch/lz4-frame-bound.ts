const endMark = 0;
const storedFlag = 0x8000_0000;
// No sequence of a block gives more than 255 bytes for each of its own.
const maxRatio = 255;

/**
 * The most that an LZ4 frame can decompress to, without decompressing it: so that a small one which holds gigabytes is refused
 * before it takes the memory. https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md
 *
 *     magic 4 | flags 1 | block size 1 | content size 8 and dictionary 4, by flags | checksum 1 | [size 4 | block | checksum 4, by flags]
 *
 * @throws RangeError for a frame that is cut off.
 */
export function lz4FrameBound(bytes: Buffer): number {
  const flags = bytes.readUInt8(4);
  const blockMaxBytes = 2 ** (8 + 2 * ((bytes.readUInt8(5) >> 4) & 7));
  const checksumBytes = (flags & 0x10) === 0 ? 0 : 4;
  let at = 7 + ((flags & 0x08) === 0 ? 0 : 8) + ((flags & 0x01) === 0 ? 0 : 4);
  let bound = 0;
  for (;;) {
    const word = bytes.readUInt32LE(at);
    if (word === endMark) return bound;
    const sizeBytes = word % storedFlag;
    bound += word >= storedFlag ? sizeBytes : Math.min(blockMaxBytes, maxRatio * sizeBytes);
    at += 4 + sizeBytes + checksumBytes;
  }
}
