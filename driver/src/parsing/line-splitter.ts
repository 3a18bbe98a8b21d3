const lf = 0x0a;
const cr = 0x0d;

/**
 * Lines of UTF-8 text from bytes in pieces of any size. LF, CR and CR LF each end a line; lines come without their end. Takes time
 * and memory in proportion to what it is given, whatever that is.
 */
export class LineSplitter {
  readonly #line: Uint8Array;
  #size = 0;
  #afterCr = false;

  /** Of a line longer than `maxBytes` the beginning is given. */
  constructor(maxBytes = 4096) {
    this.#line = new Uint8Array(maxBytes);
  }

  /** Takes the next piece and returns the lines that it ends. */
  push(bytes: Uint8Array): string[] {
    const lines: string[] = [];
    for (const byte of bytes) {
      const isSecondHalf = byte === lf && this.#afterCr;
      this.#afterCr = byte === cr;
      if (isSecondHalf) continue;
      if (byte !== lf && byte !== cr) {
        if (this.#size < this.#line.length) this.#line[this.#size++] = byte;
        continue;
      }
      lines.push(this.rest);
      this.#size = 0;
    }
    return lines;
  }

  /** The line that has begun and not ended: a prompt, say. */
  get rest(): string {
    return new TextDecoder().decode(this.#line.subarray(0, this.#size));
  }

  /** Forgets the line that has begun; an LF that still belongs to the CR before it ends no line. */
  reset(): void {
    this.#size = 0;
  }
}
