import type { TextPool } from "./text-pool.ts";

const float = new Float64Array(1);
const floatBytes = new Uint8Array(float.buffer);

/**
 * Walks over the bytes of a protocol buffer message. It never throws: what it does not take makes it odd, for good, and
 * ends every message at once; what it returned then means nothing.
 * https://protobuf.dev/programming-guides/encoding/
 */
export class PlainReader {
  readonly #bytes: Buffer;
  readonly #end: number;
  #at = 0;
  #isOdd = false;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.isBuffer(bytes)
      ? bytes
      : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#end = bytes.length;
  }

  get hasMore(): boolean {
    return this.#at < this.#end;
  }

  get isOdd(): boolean {
    return this.#isOdd;
  }

  markOdd(): void {
    this.#isOdd = true;
    this.#at = this.#end;
  }

  /** A tag of one byte: fields up to 15. */
  tag(): number {
    const byte = this.#bytes[this.#at] ?? 0;
    this.#at += 1;
    return byte;
  }

  /** An unsigned number up to 2^53 - 1. */
  count(): number {
    let value = 0;
    let factor = 1;
    for (let length = 0; length < 8; length += 1) {
      const byte = this.#bytes[this.#at] ?? 0x80;
      this.#at += 1;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) {
        if (value > Number.MAX_SAFE_INTEGER || this.#at > this.#end) this.markOdd();
        return value;
      }
      factor *= 128;
    }
    this.markOdd();
    return 0;
  }

  /** A finite number of eight bytes. */
  double(): number {
    const start = this.#at;
    this.#at += 8;
    if (this.#at > this.#end) {
      this.markOdd();
      return 0;
    }
    floatBytes.set(this.#bytes.subarray(start, this.#at));
    const value = float[0] ?? 0;
    if (!Number.isFinite(value)) this.markOdd();
    return value;
  }

  /** Undefined, and odd, if the text is not one of the pool's. */
  text(pool: TextPool): string | undefined {
    const end = this.enter();
    if (this.#isOdd) return undefined;
    const text = pool.read(this.#bytes, this.#at, end);
    this.#at = end;
    if (text === undefined) this.markOdd();
    return text;
  }

  /** Begins a message within: where it ends. */
  enter(): number {
    const length = this.count();
    const end = this.#at + length;
    if (end > this.#end) this.markOdd();
    return end;
  }

  isBefore(end: number): boolean {
    return this.#at < end && !this.#isOdd;
  }

  /** A message within must end where it said. */
  leave(end: number): void {
    if (this.#at !== end) this.markOdd();
  }
}
