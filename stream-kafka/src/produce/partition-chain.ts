import { type BackoffPolicy, backoffDelays } from "@rae/kit";
import type { NewRecord } from "@rae/stream";
import type { AppendCall } from "./append-call.ts";
import type { ProduceBatch } from "./produce.ts";

/** Records of one call for one partition. */
export interface AppendPart {
  readonly call: AppendCall;
  readonly records: readonly NewRecord[];
  readonly sizeBytes: number;
}

export interface ChainLimits {
  readonly maxRecords: number;
  readonly maxBytes: number;
}

const retryBackoff: BackoffPolicy = { initialMs: 50, maxMs: 2_000, factor: 2, jitter: 0.5 };

/**
 * What waits to be written to one partition, in order: one batch in flight, the same again until it is written, then the
 * next, which takes all that has gathered.
 *
 * INVARIANTS: from `begin` until `written`, `retryLater` or `refused` the batch does not change. A part leaves only when it
 * is written, when its call has failed, or when its call was settled while it was not in flight.
 */
export class PartitionChain {
  readonly topic: string;
  readonly partition: number;
  readonly #limits: ChainLimits;
  readonly #freed: (sizeBytes: number) => void;
  #queue: AppendPart[] = [];
  #batch: AppendPart[] = [];
  /** After a refusal so many parts go one by one, to find the one that is refused. */
  #suspects = 0;
  #isInFlight = false;
  #retryAtMs = 0;
  #delays = backoffDelays(retryBackoff);

  constructor(
    at: { readonly topic: string; readonly partition: number },
    limits: ChainLimits,
    freed: (sizeBytes: number) => void,
  ) {
    this.topic = at.topic;
    this.partition = at.partition;
    this.#limits = limits;
    this.#freed = freed;
  }

  get isInFlight(): boolean {
    return this.#isInFlight;
  }

  get isEmpty(): boolean {
    return this.#queue.length === 0 && this.#batch.length === 0;
  }

  get retryAtMs(): number {
    return this.#retryAtMs;
  }

  push(part: AppendPart): void {
    this.#queue.push(part);
  }

  /** The batch to send now: the one of before, without what nobody waits for any more, or the next. */
  begin(): ProduceBatch {
    this.purge();
    if (this.#batch.length === 0) this.#batch = this.#takeNext();
    this.#isInFlight = this.#batch.length > 0;
    return {
      topic: this.topic,
      partition: this.partition,
      records: this.#records(),
      sizeBytes: this.#batch.reduce((sum, part) => sum + part.sizeBytes, 0),
    };
  }

  written(): void {
    for (const part of this.#end()) part.call.partWritten();
  }

  /** Nothing is known of the batch: it is sent again, after a backoff. */
  retryLater(nowMs: number): void {
    this.#isInFlight = false;
    this.#retryAtMs = nowMs + this.#delays.next().value;
  }

  /** The broker will never take this batch. A single record fails; of several, each is tried for itself. */
  refused(errorOf: (record: NewRecord) => unknown): void {
    const [first, ...others] = this.#records();
    if (first === undefined) return;
    if (others.length === 0) {
      for (const part of this.#end()) part.call.fail(errorOf(first));
      return;
    }
    const singles = this.#batch.flatMap(({ call, records, sizeBytes }) => {
      call.split(records.length);
      return records.map((record) => ({
        call,
        records: [record],
        sizeBytes: sizeBytes / records.length,
      }));
    });
    this.#batch = [];
    this.#isInFlight = false;
    this.#queue = [...singles, ...this.#queue];
    this.#suspects = singles.length;
  }

  /** Fails everything that waits, or only what has waited since before `startedBeforeMs`. */
  fail(error: unknown, startedBeforeMs = Number.POSITIVE_INFINITY): void {
    for (const part of [...this.#batch, ...this.#queue]) {
      if (part.call.startedMs < startedBeforeMs) part.call.fail(error);
    }
    this.purge();
  }

  /** Drops what nobody waits for, unless it is in flight. */
  purge(): void {
    if (!this.#isInFlight) this.#batch = this.#without(this.#batch);
    this.#queue = this.#without(this.#queue);
  }

  #records(): readonly NewRecord[] {
    const [only, ...others] = this.#batch;
    if (only !== undefined && others.length === 0) return only.records;
    return this.#batch.flatMap((part) => part.records);
  }

  #without(parts: AppendPart[]): AppendPart[] {
    if (!parts.some((part) => part.call.isSettled)) return parts;
    return parts.filter((part) => {
      if (part.call.isSettled) this.#freed(part.sizeBytes);
      return !part.call.isSettled;
    });
  }

  #takeNext(): AppendPart[] {
    const most = this.#suspects > 0 ? 1 : this.#limits.maxRecords;
    this.#suspects = Math.max(0, this.#suspects - 1);
    let records = 0;
    let sizeBytes = 0;
    let count = 0;
    for (const part of this.#queue) {
      records += part.records.length;
      sizeBytes += part.sizeBytes;
      if (count > 0 && (records > most || sizeBytes > this.#limits.maxBytes)) break;
      count += 1;
    }
    return this.#queue.splice(0, count);
  }

  #end(): readonly AppendPart[] {
    const ended = this.#batch;
    this.#batch = [];
    this.#isInFlight = false;
    this.#retryAtMs = 0;
    this.#delays = backoffDelays(retryBackoff);
    for (const part of ended) this.#freed(part.sizeBytes);
    return ended;
  }
}
