/** Writes Kafka's primitive types into a buffer that grows. */
export class ByteWriter {
  #bytes: Buffer;
  #at = 0;

  constructor(sizeBytes: number) {
    this.#bytes = Buffer.allocUnsafe(sizeBytes);
  }

  get position(): number {
    return this.#at;
  }

  /** What was written. */
  get written(): Buffer {
    return this.#bytes.subarray(0, this.#at);
  }

  int8(value: number): void {
    this.#reserve(1);
    this.#at = this.#bytes.writeInt8(value, this.#at);
  }

  int16(value: number): void {
    this.#reserve(2);
    this.#at = this.#bytes.writeInt16BE(value, this.#at);
  }

  int32(value: number): void {
    this.#reserve(4);
    this.#at = this.#bytes.writeInt32BE(value, this.#at);
  }

  int64(value: number): void {
    this.#reserve(8);
    this.#bytes.writeInt32BE(Math.floor(value / 2 ** 32), this.#at);
    this.#bytes.writeUInt32BE(value - Math.floor(value / 2 ** 32) * 2 ** 32, this.#at + 4);
    this.#at += 8;
  }

  /** Zigzag; for lengths and the like, below 2^30. */
  varint(value: number): void {
    this.#reserve(5);
    let rest = value < 0 ? -2 * value - 1 : 2 * value;
    while (rest > 0x7f) {
      this.#bytes[this.#at] = (rest & 0x7f) | 0x80;
      this.#at += 1;
      rest >>>= 7;
    }
    this.#bytes[this.#at] = rest;
    this.#at += 1;
  }

  text(text: string, length: number): void {
    this.#reserve(length);
    this.#bytes.write(text, this.#at, length, "utf8");
    this.#at += length;
  }

  bytes(bytes: Uint8Array): void {
    this.#reserve(bytes.byteLength);
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.byteLength;
  }

  string(text: string): void {
    const length = Buffer.byteLength(text);
    this.int16(length);
    this.text(text, length);
  }

  setInt32(value: number, at: number): void {
    this.#bytes.writeInt32BE(value, at);
  }

  setUint32(value: number, at: number): void {
    this.#bytes.writeUInt32BE(value, at);
  }

  #reserve(length: number): void {
    if (this.#at + length <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(2 * this.#bytes.length, this.#at + length));
    this.#bytes.copy(larger, 0, 0, this.#at);
    this.#bytes = larger;
  }
}

/** How many bytes `varint` takes. */
export function varintSize(value: number): number {
  let rest = value < 0 ? -2 * value - 1 : 2 * value;
  let size = 1;
  while (rest > 0x7f) {
    rest >>>= 7;
    size += 1;
  }
  return size;
}
