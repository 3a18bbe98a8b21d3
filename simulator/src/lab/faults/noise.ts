/**
 * Bytes that no protocol means, the same for the same seed: xorshift32 (Marsaglia, 2003) with the high bit set, so that
 * neither a digit nor a line end is among them.
 */
export function noise(seed: number, length: number): Buffer {
  let state = (seed | 0) === 0 ? 1 : seed | 0;
  const bytes = Buffer.alloc(length);
  for (let index = 0; index < length; index += 1) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bytes[index] = 0x80 | (state & 0x7f);
  }
  return bytes;
}
