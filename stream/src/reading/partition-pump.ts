import { setImmediate as turnOfTheLoop } from "node:timers/promises";
import { type BackoffPolicy, backoffDelays, type Clock, sleep } from "@rae/kit";
import type { ConsumptionLimits, QueueLimits } from "../limits.ts";
import {
  type ConsumptionObserver,
  type LogRecord,
  type PositionGap,
  RecordLogUnavailable,
  type SliceHandler,
} from "../record-log.ts";
import type { TopicPartition } from "../topic-partition.ts";
import { PartitionQueue } from "./partition-queue.ts";
import { Wakeup } from "./wakeup.ts";

/** What one fetch brought. */
export interface FetchedRecords {
  /** In the order of offsets. */
  readonly records: readonly LogRecord[];
  /** Where reading goes on: behind the last record, and behind what lies there and is no record of anybody. */
  readonly nextOffset: number;
  /** The offset that the partition's next record will get. */
  readonly endOffset: number;
  /** The log does not have the offset asked for. There are no records then, and `nextOffset` is the first that it has. */
  readonly isOffsetMissing?: boolean;
}

/**
 * Reads a partition from an offset: what is there now, one record at least if there is one, near the limits.
 * A `RecordLogUnavailable` is tried again; any other rejection ends the consumption.
 */
export type ReadPartition = (
  partition: TopicPartition,
  fromOffset: number,
  limits: QueueLimits,
  signal: AbortSignal,
) => Promise<FetchedRecords>;

export interface PumpOptions {
  readonly partition: TopicPartition;
  readonly startOffset: number;
  readonly read: ReadPartition;
  readonly handle: SliceHandler;
  /** Asked right before a slice is handed out: is the partition still ours? */
  readonly isOurs: () => boolean;
  readonly onHandled: (nextOffset: number, records: number) => void;
  /** The position was not on the log, and is `toOffset` now. All that was handed out before has been handled. */
  readonly onGap: (gap: PositionGap) => void;
  readonly onFailure: (error: unknown) => void;
  readonly observer?: ConsumptionObserver | undefined;
  readonly clock: Clock;
  readonly backoff: BackoffPolicy;
  readonly limits: ConsumptionLimits;
}

/**
 * Moves one partition's records from the log through a bounded queue to its handler, one slice at a time:
 *
 *     read ──▶ [ PartitionQueue ] ──▶ handle ──▶ onHandled
 *       ▲ pauses when the queue is full   │ the same slice again, after a backoff, when it rejects
 *
 * INVARIANTS: the handler is never called twice at once; nothing is handed out after `stop`; `handledOffset` moves only by
 * what the handler said, over what is no record, and by a gap that `onGap` is told of.
 */
export class PartitionPump {
  readonly #options: PumpOptions;
  readonly #queue: PartitionQueue;
  readonly #appended = new Wakeup();
  readonly #filled = new Wakeup();
  readonly #room = new Wakeup();
  readonly #emptied = new Wakeup();
  readonly #stopping = new AbortController();
  readonly #work = new AbortController();
  readonly #ended: Promise<void>;
  #inHand: readonly LogRecord[] = [];
  #handledOffset: number;
  #endOffset: number;

  constructor(options: PumpOptions) {
    this.#options = options;
    this.#queue = new PartitionQueue(options.startOffset, options.limits.queue);
    this.#handledOffset = options.startOffset;
    this.#endOffset = options.startOffset;
    const fail = (error: unknown) => {
      this.#stopping.abort();
      options.onFailure(error);
    };
    this.#ended = Promise.all([this.#fetchLoop().catch(fail), this.#handleLoop().catch(fail)]).then(
      () => {},
    );
  }

  get partition(): TopicPartition {
    return this.#options.partition;
  }

  get handledOffset(): number {
    return this.#handledOffset;
  }

  get endOffset(): number {
    return Math.max(this.#endOffset, this.#handledOffset);
  }

  get inFlightRecords(): number {
    return this.#inHand.length;
  }

  get queuedRecords(): number {
    return this.#queue.sizeRecords;
  }

  get queuedBytes(): number {
    return this.#queue.sizeBytes;
  }

  get oldestUnhandledAtMs(): number | undefined {
    return (this.#inHand[0] ?? this.#queue.peek())?.appendedAtMs;
  }

  /** The partition now ends at `endOffset`. Known even while fetching is paused, so that the lag is honest. */
  wake(endOffset: number): void {
    this.#endOffset = Math.max(this.#endOffset, endOffset);
    this.#appended.wake();
  }

  /**
   * Fetches and hands out nothing more; resolves when the handler has settled. With `abort` the handler's signal
   * aborts, else it may finish its slice.
   */
  stop({ abort }: { readonly abort: boolean }): Promise<void> {
    this.#stopping.abort();
    if (abort) this.#work.abort(new Error("the assignment has ended"));
    return this.#ended;
  }

  async #fetchLoop(): Promise<void> {
    const { partition, read, limits, observer } = this.#options;
    const stopping = this.#stopping.signal;
    while (!stopping.aborted) {
      if (this.#queue.isPaused) {
        await this.#room.wait(stopping);
        continue;
      }
      const fetched = await this.#retried(() =>
        read(partition, this.#queue.nextFetchOffset, limits.slice, stopping),
      );
      if (fetched === undefined || stopping.aborted) return;
      if (fetched.isOffsetMissing === true) {
        await this.#moveTo(fetched);
        continue;
      }
      // Less than before if the log was truncated and has grown again since.
      this.#endOffset = fetched.endOffset;
      if (fetched.records.length === 0) {
        if (!this.#passOver(fetched.nextOffset)) await this.#appended.wait(stopping);
        continue;
      }
      const bytesBefore = this.#queue.sizeBytes;
      this.#queue.push(fetched.records, fetched.nextOffset);
      observer?.onFetch(partition, fetched.records.length, this.#queue.sizeBytes - bytesBefore);
      this.#filled.wake();
      // A log that reads synchronously would otherwise keep sockets and timers waiting through a long replay.
      await turnOfTheLoop();
    }
  }

  get #isEmpty(): boolean {
    return this.#inHand.length === 0 && this.#queue.sizeRecords === 0;
  }

  /** Goes on where the log has records, once what was fetched before has been handled: so nothing gets out of order. */
  async #moveTo({ nextOffset: toOffset, endOffset }: FetchedRecords): Promise<void> {
    if (!this.#isEmpty) {
      await this.#emptied.wait(this.#stopping.signal);
      return;
    }
    const fromOffset = this.#queue.nextFetchOffset;
    this.#queue.restart(toOffset);
    this.#handledOffset = toOffset;
    this.#endOffset = endOffset;
    if (fromOffset === toOffset) return;
    const isBefore = fromOffset < toOffset;
    this.#options.onGap({
      ...this.partition,
      fromOffset,
      toOffset,
      endOffset,
      direction: isBefore ? "before-first" : "past-end",
      // The log may have grown since it said that the position is not on it.
      missingRecords: isBefore ? toOffset - fromOffset : Math.max(1, fromOffset - endOffset),
    });
  }

  /** Passes over what is no record, such as marks of transactions; false if there is nothing of the kind. */
  #passOver(nextOffset: number): boolean {
    if (nextOffset <= this.#queue.nextFetchOffset) return false;
    this.#queue.push([], nextOffset);
    if (this.#isEmpty) {
      this.#handledOffset = nextOffset;
      this.#options.onHandled(nextOffset, 0);
    }
    return true;
  }

  /** Undefined once stopping. */
  async #retried(read: () => Promise<FetchedRecords>): Promise<FetchedRecords | undefined> {
    const delays = backoffDelays(this.#options.backoff);
    while (!this.#stopping.signal.aborted) {
      try {
        return await read();
      } catch (error) {
        if (this.#stopping.signal.aborted) return undefined;
        if (!(error instanceof RecordLogUnavailable)) throw error;
        this.#options.observer?.onRetry("fetch", error);
      }
      await this.#pause(delays.next().value);
    }
    return undefined;
  }

  async #handleLoop(): Promise<void> {
    const stopping = this.#stopping.signal;
    while (!stopping.aborted) {
      this.#inHand = this.#queue.take(this.#options.limits.slice);
      if (this.#inHand.length === 0) {
        this.#emptied.wake();
        await this.#filled.wait(stopping);
        continue;
      }
      this.#room.wake();
      await this.#handleInHand();
    }
  }

  async #handleInHand(): Promise<void> {
    const { partition, handle, observer, backoff, isOurs } = this.#options;
    const delays = backoffDelays(backoff);
    const records = this.#inHand;
    while (!this.#stopping.signal.aborted) {
      if (!isOurs()) {
        // Whoever assigns either renews the assignment or stops this pump.
        await this.#pause(delays.next().value);
        continue;
      }
      try {
        const slice = { ...partition, records, endOffset: this.endOffset };
        const nextOffset = await handle(slice, this.#work.signal);
        if (this.#progress(records, nextOffset)) return;
        throw new Error(`the handler of ${partition.topic} stayed at offset ${nextOffset}`);
      } catch (error) {
        if (this.#stopping.signal.aborted) return;
        observer?.onRetry("slice", error);
        await this.#pause(delays.next().value);
      }
    }
  }

  #progress(records: readonly LogRecord[], nextOffset: number): boolean {
    const rest = records.filter((record) => record.offset >= nextOffset);
    if (rest.length === records.length) return false;
    this.#inHand = [];
    this.#queue.putBack(rest);
    this.#handledOffset = this.#isEmpty
      ? Math.max(nextOffset, this.#queue.nextFetchOffset)
      : nextOffset;
    this.#options.onHandled(this.#handledOffset, records.length - rest.length);
    return true;
  }

  async #pause(delayMs: number): Promise<void> {
    await sleep(this.#options.clock, delayMs, this.#stopping.signal).catch(() => {});
  }
}
