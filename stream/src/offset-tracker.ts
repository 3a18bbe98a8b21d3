import assert from "node:assert";

/**
 * Which records of a partition are finished when they finish in any order. `nextOffset` is the first offset that is
 * not: the only one that may be committed, since all before it are done.
 *
 * INVARIANTS: `nextOffset` never falls; it passes a started offset only after that one has finished.
 */
export class OffsetTracker {
  #nextOffset: number;
  // Started offsets in order, with those at the front that have finished removed.
  #started: number[] = [];
  #front = 0;
  readonly #finished = new Set<number>();

  constructor(startOffset: number) {
    this.#nextOffset = startOffset;
  }

  get nextOffset(): number {
    return this.#nextOffset;
  }

  /** Records that were started and have not finished. */
  get inFlight(): number {
    return this.#started.length - this.#front - this.#finished.size;
  }

  /** A record begins; in the order of offsets, of which the log may skip some. */
  start(offset: number): void {
    assert(offset >= (this.#started.at(-1) ?? this.#nextOffset - 1) + 1, "offsets start in order");
    this.#started.push(offset);
  }

  /** A started record has finished. */
  finish(offset: number): void {
    assert(offset >= this.#nextOffset && !this.#finished.has(offset), "an offset finishes once");
    this.#finished.add(offset);
    for (
      let front = this.#started[this.#front];
      front !== undefined && this.#finished.delete(front);
      front = this.#started[this.#front]
    ) {
      this.#nextOffset = front + 1;
      this.#front += 1;
    }
    if (this.#front * 2 >= this.#started.length) {
      this.#started = this.#started.slice(this.#front);
      this.#front = 0;
    }
  }
}
