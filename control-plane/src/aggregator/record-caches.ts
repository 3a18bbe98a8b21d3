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

/** About 50,000 records of a usual device: more than that fleet's records on one aggregator are read again from the view. */
export const defaultCacheBytes = 160 * 2 ** 20;

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

  constructor(maxBytes: number = defaultCacheBytes) {
    this.#maxBytes = maxBytes;
  }

  /** The cache of the assignment that ends with `signal`. */
  of(signal: AbortSignal): RecordCache {
    const known = this.#caches.get(signal);
    if (known !== undefined) return known;
    const made = new AssignmentCache(() => this.#shrink());
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
    let sum = 0;
    for (const each of this.#live) sum += each.sizeBytes;
    return sum;
  }

  #shrink(): void {
    while (this.sizeBytes > this.#maxBytes) {
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
  readonly #grown: () => void;
  #sizeBytes = 0;
  #ended = false;

  constructor(grown: () => void) {
    this.#grown = grown;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  take(sessionId: string): DeviceRecord | undefined {
    const known = this.#kept.get(sessionId);
    if (known === undefined) return undefined;
    this.#kept.delete(sessionId);
    this.#sizeBytes -= known.sizeBytes;
    return known.record;
  }

  keep(record: DeviceRecord): void {
    this.take(record.sessionId);
    if (this.#ended || record.ended !== undefined) return;
    forgetRecordText(record);
    const sizeBytes = sizeOf(record);
    this.#kept.set(record.sessionId, { record, sizeBytes });
    this.#sizeBytes += sizeBytes;
    this.#grown();
  }

  dropOldest(): void {
    const [oldest] = this.#kept.keys();
    if (oldest !== undefined) this.take(oldest);
  }

  end(): void {
    this.#ended = true;
    this.#kept.clear();
    this.#sizeBytes = 0;
  }
}

// As V8 lays them out on 64 bits: the record with its ids and places; an attribute with its slot, time and value's header.
const recordBytes = 600;
const attributeBytes = 112;

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
