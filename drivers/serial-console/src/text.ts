/** A decoder of UTF-8 that keeps a mark of byte order: left out, it would make every position after it wrong. */
export function newDecoder() {
  return new TextDecoder("utf-8", { ignoreBOM: true });
}

const decoder = newDecoder();

/** Text of console bytes; what is not UTF-8 is replaced. */
export function decodeText(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/** How many of the bytes the first `units` UTF-16 units of their text stand for. */
export function bytesOfText(bytes: Uint8Array, units: number): number {
  let size = 0;
  for (const character of decodeText(bytes).slice(0, units))
    size += characterBytes(bytes, size, character);
  return size;
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

function characterBytes(bytes: Uint8Array, at: number, character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  if (code >= 0x10000) return 4;
  return code === 0xfffd ? replacedBytes(bytes, at) : 3;
}

/** What one U+FFFD stands for: itself, or as much as begins a character (Unicode 16, chapter 3, table 3-7), or one byte. */
function replacedBytes(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0;
  let lowest = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  let highest = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  const length = lead < 0xc2 || lead > 0xf4 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  for (let size = 1; size < length; size += 1) {
    const byte = bytes[at + size] ?? 0;
    if (byte < lowest || byte > highest) return size;
    [lowest, highest] = [0x80, 0xbf];
  }
  return length;
}
