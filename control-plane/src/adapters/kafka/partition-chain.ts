import { type BackoffPolicy, backoffDelays } from "@rae/kit";
import type { Message } from "kafkajs";
import type { AppendCall } from "./append-call.ts";

/** Records of one call for one partition. */
export interface AppendPart {
  readonly call: AppendCall;
  readonly messages: readonly Message[];
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
 * INVARIANTS: between `begin` and `written`, `failed` or `retryAt` the batch does not change. A part leaves only when it is
 * written, when its call has failed, or when its call was settled while it was not in flight.
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
  #isAlone = false;
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

  /** Its last batch was refused by the broker: it shares no request, so that it holds up no other partition. */
  get isAlone(): boolean {
    return this.#isAlone;
  }

  get retryAtMs(): number {
    return this.#retryAtMs;
  }

  push(part: AppendPart): void {
    this.#queue.push(part);
  }

  /** The batch to send now: the one of before, without what nobody waits for any more, or the next. */
  begin(): readonly Message[] {
    this.purge();
    if (this.#batch.length === 0) this.#batch = this.#takeNext();
    if (this.#batch.length > 0) this.#isInFlight = true;
    return this.#batch.flatMap((part) => part.messages);
  }

  written(): void {
    for (const part of this.#end()) part.call.partWritten();
    this.#isAlone = this.#suspects > 0;
    this.#retryAtMs = 0;
    this.#delays = backoffDelays(retryBackoff);
  }

  /** Nothing is known of the batch: it is sent again, after a backoff. */
  retryLater(nowMs: number, { alone }: { readonly alone: boolean }): void {
    this.#isInFlight = false;
    this.#isAlone ||= alone;
    this.#retryAtMs = nowMs + this.#delays.next().value;
  }

  /** The broker will never take this batch. Alone it fails; else its records are tried one by one. */
  refused(error: (messages: readonly Message[]) => unknown): void {
    const messages = this.#batch.flatMap((part) => part.messages);
    this.#isAlone = true;
    if (messages.length === 1) {
      for (const part of this.#end()) part.call.fail(error(part.messages));
      this.#isAlone = this.#suspects > 0;
      return;
    }
    const parts = this.#batch;
    this.#batch = [];
    this.#isInFlight = false;
    const singles = parts.flatMap((part) => {
      part.call.split(part.messages.length);
      const sizeBytes = part.sizeBytes / part.messages.length;
      return part.messages.map((message) => ({ call: part.call, messages: [message], sizeBytes }));
    });
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
    if (this.#isInFlight) {
      this.#queue = this.#without(this.#queue);
      return;
    }
    this.#batch = this.#without(this.#batch);
    this.#queue = this.#without(this.#queue);
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
      records += part.messages.length;
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
    for (const part of ended) this.#freed(part.sizeBytes);
    return ended;
  }
}
