import type { AttributeValue } from "@rae/protocol";
import type { DeviceRecord } from "../core/device-record.ts";
import { forgetRecordText } from "../core/record-text.ts";

/** The hot records of one assignment of a partition. */
export interface RecordCache {
  /** Takes a record out; it comes back by `keep` once what was made of it is in both stores. */
  take(sessionId: string): DeviceRecord | undefined;
  /** Takes in a record as both stores have it. One that has ended is not kept: hardly anything is told of it any more. */
  keep(record: DeviceRecord): void;
}

interface Kept {
  readonly record: DeviceRecord;
  readonly sizeBytes: number;
}

/** About 70,000 records with fifteen attributes each; of a larger fleet on one aggregator, some are read again from the view. */
export const defaultCacheBytes = 128 * 2 ** 20;

/**
 * Keeps hot records between the slices of an assignment, so that they need not be read and parsed for each. An assignment
 * is known by the signal that aborts with it: while it lasts nobody else writes the records of its boxes, or only what
 * this one comes to write as well.
 *
 * INVARIANTS: a record is here only while no slice works on it, and is then what the last slice that did left in both
 * stores; so one whose writes failed leaves none of its records behind. With its assignment a cache ends for good, as the next
 * owner's writes are not seen here. All caches together hold at most `maxBytes`, as estimated; the largest gives up what
 * was unused longest.
 */
export class RecordCaches {
  readonly #maxBytes: number;
  readonly #caches = new WeakMap<AbortSignal, AssignmentCache>();
  readonly #live = new Set<AssignmentCache>();
  #sizeBytes = 0;

  constructor(maxBytes: number = defaultCacheBytes) {
    this.#maxBytes = maxBytes;
  }

  /** The cache of the assignment that ends with `signal`. */
  of(signal: AbortSignal): RecordCache {
    const known = this.#caches.get(signal);
    if (known !== undefined) return known;
    const made = new AssignmentCache((bytes) => this.#resized(bytes));
    this.#caches.set(signal, made);
    if (signal.aborted) {
      made.end();
      return made;
    }
    this.#live.add(made);
    const end = () => {
      made.end();
      this.#live.delete(made);
    };
    signal.addEventListener("abort", end, { once: true });
    return made;
  }

  /** Bytes of all records here, as estimated. */
  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  #resized(bytes: number): void {
    this.#sizeBytes += bytes;
    while (bytes > 0 && this.#sizeBytes > this.#maxBytes) {
      let largest: AssignmentCache | undefined;
      for (const each of this.#live) {
        if (largest === undefined || each.sizeBytes > largest.sizeBytes) largest = each;
      }
      largest?.dropOldest();
    }
  }
}

class AssignmentCache implements RecordCache {
  // In the order in which they were kept.
  readonly #kept = new Map<string, Kept>();
  // Goes on where it stood: a Map's beginning is slow to find once many entries before it were deleted.
  #oldest = this.#kept.keys();
  readonly #resized: (bytes: number) => void;
  #sizeBytes = 0;
  #ended = false;

  constructor(resized: (bytes: number) => void) {
    this.#resized = resized;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  take(sessionId: string): DeviceRecord | undefined {
    const known = this.#kept.get(sessionId);
    if (known === undefined) return undefined;
    this.#kept.delete(sessionId);
    this.#resize(-known.sizeBytes);
    return known.record;
  }

  keep(record: DeviceRecord): void {
    this.take(record.sessionId);
    if (this.#ended || record.ended !== undefined) return;
    forgetRecordText(record);
    const sizeBytes = sizeOf(record);
    this.#kept.set(record.sessionId, { record, sizeBytes });
    this.#resize(sizeBytes);
  }

  dropOldest(): void {
    let next = this.#oldest.next();
    if (next.done) {
      this.#oldest = this.#kept.keys();
      next = this.#oldest.next();
    }
    if (!next.done) this.take(next.value);
  }

  end(): void {
    this.#ended = true;
    this.#kept.clear();
    this.#resize(-this.#sizeBytes);
  }

  #resize(bytes: number): void {
    this.#sizeBytes += bytes;
    this.#resized(bytes);
  }
}

// As measured on V8, rounded up: the record with its ids and places; an attribute with its slot, time and value's header.
const recordBytes = 400;
const attributeBytes = 88;

function sizeOf({ attributes }: DeviceRecord): number {
  let sum = recordBytes;
  for (const name in attributes) sum += attributeBytes + sizeOfValue(attributes[name]?.value);
  return sum;
}

function sizeOfValue(value: AttributeValue | undefined): number {
  if (typeof value === "string") return value.length;
  if (typeof value !== "object") return 0;
  return value.reduce((sum, item) => sum + item.length + 32, 0);
}
