import { type BackoffPolicy, backoffDelays } from "@rae/kit";
import { RecordRefused } from "../record-log.ts";
import type { TopicPartition } from "../topic-partition.ts";
import type { AppendEntry } from "./append-call.ts";
import type { AppendBatch, WriteOutcome } from "./log-writer.ts";

/** How much goes into one batch; a single record may be larger. */
export interface BatchLimits {
  readonly maxRecords: number;
  readonly maxBytes: number;
}

const retryBackoff: BackoffPolicy = { initialMs: 50, maxMs: 2_000, factor: 2, jitter: 0.5 };

/**
 * What waits to be written to one partition, in order: one batch in flight, then the next, which takes all that has gathered.
 *
 * INVARIANTS: at most one batch is in flight, always the head of the queue; after `unavailable` the next begins with the same
 * records, but for those that nobody waits for any more. An entry leaves only when it is written or when its call has failed.
 */
export class Lane implements TopicPartition {
  readonly topic: string;
  readonly partition: number;
  readonly #limits: BatchLimits;
  readonly #onLeft: (sizeBytes: number) => void;
  #queue: AppendEntry[] = [];
  /** So many at the head of the queue are on their way; 0 while nothing is. */
  #inFlight = 0;
  /** So many at the head of the queue hold a record that the log refused, and are tried in parts. */
  #suspects = 0;
  #mostSuspects = 0;
  #retryAtMs = 0;
  #failure: Error | undefined;
  #delays = backoffDelays(retryBackoff);

  /** @param onLeft told of the size of what leaves, in whatever way. */
  constructor(at: TopicPartition, limits: BatchLimits, onLeft: (sizeBytes: number) => void) {
    this.topic = at.topic;
    this.partition = at.partition;
    this.#limits = limits;
    this.#onLeft = onLeft;
  }

  get isEmpty(): boolean {
    return this.#queue.length === 0;
  }

  get isInFlight(): boolean {
    return this.#inFlight > 0;
  }

  get retryAtMs(): number {
    return this.#retryAtMs;
  }

  /** Since when the oldest entry waits, by the monotonic clock; undefined if none does. */
  get waitingSinceMs(): number | undefined {
    return this.#queue[0]?.sinceMs;
  }

  /** Why the last attempt failed; undefined if it did not. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  push(entry: AppendEntry): void {
    this.#queue.push(entry);
  }

  /** The batch to write now. Only while nothing is in flight, and not while empty. */
  begin(): AppendBatch {
    const entries = this.#queue.slice(0, this.#nextCount());
    this.#inFlight = entries.length;
    const sizeBytes = entries.reduce((sum, entry) => sum + entry.sizeBytes, 0);
    const records = entries.map((entry) => entry.record);
    return { topic: this.topic, partition: this.partition, records, sizeBytes };
  }

  /** The batch in flight has come to this. */
  end(outcome: WriteOutcome, nowMs: number): void {
    switch (outcome.kind) {
      case "written":
        this.#written();
        break;
      case "refused":
        this.#refused(outcome.code, outcome.reason);
        break;
      case "unavailable":
        this.#inFlight = 0;
        this.retryLater(outcome.error, nowMs);
    }
    this.purge();
  }

  /** Nothing can be written now. */
  retryLater(failure: Error, nowMs: number): void {
    this.#failure = failure;
    this.#retryAtMs = nowMs + this.#delays.next().value;
  }

  /** Drops what nobody waits for; what is in flight stays until its outcome. */
  purge(): void {
    const isLeft = ({ call }: AppendEntry, index: number) =>
      index >= this.#inFlight && call.isSettled;
    if (!this.#queue.some(isLeft)) return;
    let suspects = 0;
    this.#queue = this.#queue.filter((entry, index) => {
      if (isLeft(entry, index)) {
        this.#onLeft(entry.sizeBytes);
        return false;
      }
      if (index < this.#suspects) suspects += 1;
      return true;
    });
    this.#suspects = suspects;
  }

  /** Fails the calls whose signal this is; without one, all. */
  fail(error: unknown, signal?: AbortSignal): void {
    for (const { call } of this.#queue) {
      if (signal === undefined || call.signal === signal) call.fail(error);
    }
    this.purge();
  }

  #nextCount(): number {
    const { maxRecords, maxBytes } = this.#limits;
    const most = this.#suspects > 0 ? Math.min(this.#mostSuspects, this.#suspects) : maxRecords;
    let sizeBytes = 0;
    let count = 0;
    for (const entry of this.#queue) {
      sizeBytes += entry.sizeBytes;
      if (count > 0 && (count >= most || sizeBytes > maxBytes)) break;
      count += 1;
    }
    return count;
  }

  #written(): void {
    const written = this.#leave();
    this.#failure = undefined;
    this.#retryAtMs = 0;
    this.#delays = backoffDelays(retryBackoff);
    for (const { call } of written) call.recordWritten();
  }

  /** Halves the batch; once a record is refused alone it fails, with what its key has pushed behind it. */
  #refused(code: RecordRefused["code"], reason: string): void {
    if (this.#inFlight > 1) {
      this.#suspects = Math.max(this.#suspects, this.#inFlight);
      this.#mostSuspects = Math.ceil(this.#inFlight / 2);
      this.#inFlight = 0;
      return;
    }
    const [refused] = this.#leave();
    // The others may all be good.
    this.#mostSuspects = this.#suspects;
    if (refused === undefined) return;
    const { record, call } = refused;
    const behind = this.#queue.filter((entry) => entry.record.key === record.key);
    call.fail(new RecordRefused(code, reason, { record, isBehind: false }));
    for (const entry of behind) {
      const facts = { record: entry.record, isBehind: true };
      entry.call.fail(new RecordRefused(code, `a record before it was refused: ${reason}`, facts));
    }
  }

  #leave(): readonly AppendEntry[] {
    const left = this.#queue.splice(0, this.#inFlight);
    this.#suspects = Math.max(0, this.#suspects - this.#inFlight);
    this.#inFlight = 0;
    for (const entry of left) this.#onLeft(entry.sizeBytes);
    return left;
  }
}
