import assert from "node:assert";
import type { QueueLimits } from "../limits.ts";
import type { LogRecord } from "../record-log.ts";
import { recordSizeBytes } from "../record-size.ts";

/**
 * What was fetched of one partition and not yet taken. Full at either limit, it pauses fetching until it is at
 * most half full by both, so that a consumer near the limit does not pause and resume for every record.
 *
 * INVARIANTS: offsets grow, but for a `restart`; `nextFetchOffset` lies behind the last record pushed, so that what was
 * fetched is either here or was taken; nothing is skipped.
 */
export class PartitionQueue {
  readonly #limits: QueueLimits;
  // Taken records stay before the head until half the array is waste: a shift for each would be quadratic.
  #records: LogRecord[] = [];
  #head = 0;
  #sizeBytes = 0;
  #paused = false;
  #nextFetchOffset: number;

  constructor(startOffset: number, limits: QueueLimits) {
    this.#nextFetchOffset = startOffset;
    this.#limits = limits;
  }

  /** Where fetching goes on. */
  get nextFetchOffset(): number {
    return this.#nextFetchOffset;
  }

  get isPaused(): boolean {
    return this.#paused;
  }

  get sizeRecords(): number {
    return this.#records.length - this.#head;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /**
   * Adds what was fetched, up to the last record or to an offset behind it. A fetch may overshoot the limits; the next one then
   * waits.
   */
  push(records: readonly LogRecord[], nextOffset?: number): void {
    for (const record of records) {
      assert(record.offset >= this.#nextFetchOffset, "fetched records must not go back");
      this.#records.push(record);
      this.#sizeBytes += recordSizeBytes(record);
      this.#nextFetchOffset = record.offset + 1;
    }
    this.#nextFetchOffset = Math.max(this.#nextFetchOffset, nextOffset ?? 0);
    this.#updatePause();
  }

  /** Fetching goes on at another offset, of a log that does not have this one. The queue must be empty. */
  restart(offset: number): void {
    assert(this.sizeRecords === 0, "records of before would get out of order");
    this.#nextFetchOffset = offset;
  }

  /** The oldest record, not taken. */
  peek(): LogRecord | undefined {
    return this.#records[this.#head];
  }

  /** Takes the oldest records up to both limits, one at least if there is one. */
  take(limits: QueueLimits): LogRecord[] {
    const taken: LogRecord[] = [];
    let takenBytes = 0;
    for (
      let next = this.#records[this.#head];
      next !== undefined && taken.length < limits.maxRecords;
      next = this.#records[this.#head]
    ) {
      const size = recordSizeBytes(next);
      if (taken.length > 0 && takenBytes + size > limits.maxBytes) break;
      taken.push(next);
      takenBytes += size;
      this.#head += 1;
    }
    this.#sizeBytes -= takenBytes;
    if (this.#head * 2 >= this.#records.length) {
      this.#records = this.#records.slice(this.#head);
      this.#head = 0;
    }
    this.#updatePause();
    return taken;
  }

  /** Returns the rest of what was taken last; it is the next to be taken. */
  putBack(records: readonly LogRecord[]): void {
    const last = records.at(-1);
    if (last === undefined) return;
    const head = this.#records[this.#head];
    assert(head === undefined || last.offset < head.offset, "put back out of order");
    this.#records = [...records, ...this.#records.slice(this.#head)];
    this.#head = 0;
    for (const record of records) this.#sizeBytes += recordSizeBytes(record);
    this.#updatePause();
  }

  #updatePause(): void {
    const { maxRecords, maxBytes } = this.#limits;
    if (this.sizeRecords >= maxRecords || this.#sizeBytes >= maxBytes) this.#paused = true;
    else if (this.sizeRecords <= maxRecords / 2 && this.#sizeBytes <= maxBytes / 2) {
      this.#paused = false;
    }
  }
}
