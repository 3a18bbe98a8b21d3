const decoder = new TextDecoder("utf-8");

/** Text of console bytes; what is not UTF-8 is replaced. */
export function decodeText(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/**
 * How many of the bytes to give now so that a reader who goes on behind them gets every character whole: all, less a
 * character that has only begun. A begun character that is all there is counts, or the reader would never go on.
 */
export function wholeCharacters(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) break;
    if (byte < 0xc0) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return length > back && bytes.length > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}
