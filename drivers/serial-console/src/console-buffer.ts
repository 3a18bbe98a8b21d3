const firstCapacity = 4096;

export interface ConsoleSlice {
  readonly bytes: Uint8Array;
  /** Position of the first byte. */
  readonly from: number;
}

/**
 * The newest output of a console, with positions that count every byte since it was opened. Grows as output comes, so that
 * fifty silent consoles cost nothing, and then writes over the oldest.
 */
export class ConsoleBuffer {
  readonly #limit: number;
  #ring = new Uint8Array(0);
  #end = 0;

  constructor(limitBytes: number) {
    this.#limit = limitBytes;
  }

  /** Position behind the newest byte. */
  get end(): number {
    return this.#end;
  }

  /** Position of the oldest byte that is kept. */
  get start(): number {
    return Math.max(0, this.#end - this.#ring.length);
  }

  push(bytes: Uint8Array): void {
    this.#grow(this.#end + bytes.length);
    const capacity = this.#ring.length;
    const kept = bytes.subarray(Math.max(0, bytes.length - capacity));
    const at = (this.#end + bytes.length - kept.length) % capacity;
    const head = kept.subarray(0, capacity - at);
    this.#ring.set(head, at);
    this.#ring.set(kept.subarray(head.length), 0);
    this.#end += bytes.length;
  }

  /** The bytes from `from` to `to`, as far as they are kept. */
  slice(from: number, to: number): ConsoleSlice {
    const first = Math.min(Math.max(from, this.start), this.#end);
    const last = Math.min(Math.max(to, first), this.#end);
    const bytes = new Uint8Array(last - first);
    if (bytes.length === 0) return { bytes, from: first };
    const at = first % this.#ring.length;
    const head = this.#ring.subarray(at, Math.min(this.#ring.length, at + bytes.length));
    bytes.set(head, 0);
    bytes.set(this.#ring.subarray(0, bytes.length - head.length), head.length);
    return { bytes, from: first };
  }

  /** Until the limit is reached nothing has wrapped, so that growing is a copy. */
  #grow(neededBytes: number): void {
    if (this.#ring.length >= Math.min(neededBytes, this.#limit)) return;
    let capacity = Math.max(firstCapacity, this.#ring.length);
    while (capacity < neededBytes && capacity < this.#limit) capacity *= 2;
    const grown = new Uint8Array(Math.min(capacity, this.#limit));
    grown.set(this.#ring.subarray(0, this.#end), 0);
    this.#ring = grown;
  }
}
