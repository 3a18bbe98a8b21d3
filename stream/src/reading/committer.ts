import { type BackoffPolicy, backoffDelays, type Clock, sleep } from "@rae/kit";
import { type ConsumptionObserver, RecordLogUnavailable } from "../record-log.ts";
import { partitionName, type TopicPartition } from "../topic-partition.ts";

export interface OffsetCommit extends TopicPartition {
  /** The first offset not handled. */
  readonly offset: number;
}

export interface CommitterOptions {
  readonly clock: Clock;
  /** One request for all partitions. Resolves with those that are no longer ours; nothing was written for them. */
  readonly commit: (offsets: readonly OffsetCommit[]) => Promise<readonly TopicPartition[]>;
  /** Told of partitions that the log says are another's. */
  readonly onLost: (partitions: readonly TopicPartition[]) => void;
  /** Told of a failure that is no `RecordLogUnavailable`: nothing more will be committed. */
  readonly onFailure: (error: unknown) => void;
  readonly backoff: BackoffPolicy;
  readonly observer?: ConsumptionObserver | undefined;
  /** A commit is due after this many handled records or this time, whichever comes first. */
  readonly maxRecords?: number;
  readonly maxDelayMs?: number;
}

interface Assigned extends TopicPartition {
  handledOffset: number;
  committedOffset: number;
}

/**
 * Commits what was handled: every 1000 records or every second, all partitions in one request, one request at a time,
 * only partitions that are assigned. A failed request is made again, with what has been handled since.
 */
export class Committer {
  readonly #options: CommitterOptions;
  readonly #assigned = new Map<string, Assigned>();
  readonly #maxRecords: number;
  readonly #maxDelayMs: number;
  readonly #stopped = new AbortController();
  #recordsSince = 0;
  #cancelTimer: (() => void) | undefined;
  #running: Promise<void> = Promise.resolve();
  #isCommitting = false;

  constructor(options: CommitterOptions) {
    this.#options = options;
    this.#maxRecords = options.maxRecords ?? 1000;
    this.#maxDelayMs = options.maxDelayMs ?? 1000;
  }

  assign(partition: TopicPartition, offset: number): void {
    const { topic, partition: number } = partition;
    this.#assigned.set(partitionName(partition), {
      topic,
      partition: number,
      handledOffset: offset,
      committedOffset: offset,
    });
  }

  /** From now on nothing is committed for the partition. Flush before, if it is still ours. */
  unassign(partition: TopicPartition): void {
    this.#assigned.delete(partitionName(partition));
  }

  /** Everything before `nextOffset` is done; `records` more than at the last call. */
  handled(partition: TopicPartition, nextOffset: number, records: number): void {
    const assigned = this.#assigned.get(partitionName(partition));
    if (assigned === undefined || this.#stopped.signal.aborted) return;
    assigned.handledOffset = nextOffset;
    this.#recordsSince += records;
    if (this.#recordsSince >= this.#maxRecords) this.#commitSoon();
    else this.#cancelTimer ??= this.#options.clock.schedule(this.#maxDelayMs, this.#commitSoon);
  }

  committedOffset(partition: TopicPartition): number | undefined {
    return this.#assigned.get(partitionName(partition))?.committedOffset;
  }

  /**
   * Resolves when all that was handled before the call is committed.
   * @throws the signal's reason when it aborts before; the committer goes on trying until `stop`.
   */
  async flush(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const { promise: aborted, reject } = Promise.withResolvers<never>();
    const onAbort = () => reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    try {
      await Promise.race([this.#flushAll(), aborted]);
    } finally {
      signal.removeEventListener("abort", onAbort);
    }
  }

  /** Ends retries and the timer; what is not committed by now stays so. */
  stop(): void {
    this.#cancelTimer?.();
    this.#stopped.abort(new Error("the committer was stopped"));
  }

  async #flushAll(): Promise<void> {
    // A request under way may have been made before the last record was handled.
    if (this.#isCommitting) await this.#running;
    if (this.#due().length > 0) {
      this.#commitSoon();
      await this.#running;
    }
  }

  readonly #commitSoon = (): void => {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    if (this.#isCommitting || this.#stopped.signal.aborted) return;
    this.#isCommitting = true;
    this.#running = this.#commitAll().finally(() => {
      this.#isCommitting = false;
    });
    this.#running.catch((error: unknown) => {
      if (!this.#stopped.signal.aborted) this.#options.onFailure(error);
    });
  };

  async #commitAll(): Promise<void> {
    do {
      const offsets = this.#due();
      this.#recordsSince = 0;
      if (offsets.length === 0) return;
      await this.#commitUntilDone(offsets);
    } while (this.#recordsSince >= this.#maxRecords);
    if (this.#due().length > 0) {
      this.#cancelTimer ??= this.#options.clock.schedule(this.#maxDelayMs, this.#commitSoon);
    }
  }

  async #commitUntilDone(offsets: readonly OffsetCommit[]): Promise<void> {
    const delays = backoffDelays(this.#options.backoff);
    let due = offsets;
    for (;;) {
      try {
        this.#committed(due, await this.#options.commit(due));
        return;
      } catch (error) {
        if (!(error instanceof RecordLogUnavailable)) throw error;
        this.#options.observer?.onRetry("commit", error);
      }
      await sleep(this.#options.clock, delays.next().value, this.#stopped.signal);
      due = this.#due();
    }
  }

  #committed(offsets: readonly OffsetCommit[], lost: readonly TopicPartition[]): void {
    const lostNames = new Set(lost.map(partitionName));
    let sizeBytes = 0;
    for (const offset of offsets) {
      sizeBytes += offset.topic.length + commitBytes;
      const assigned = this.#assigned.get(partitionName(offset));
      if (assigned === undefined || lostNames.has(partitionName(offset))) continue;
      assigned.committedOffset = Math.max(assigned.committedOffset, offset.offset);
    }
    this.#options.observer?.onCommit(offsets.length, sizeBytes);
    for (const partition of lost) this.unassign(partition);
    if (lost.length > 0) this.#options.onLost(lost);
  }

  #due(): OffsetCommit[] {
    const due: OffsetCommit[] = [];
    for (const { topic, partition, handledOffset, committedOffset } of this.#assigned.values()) {
      if (handledOffset > committedOffset) due.push({ topic, partition, offset: handledOffset });
    }
    return due;
  }
}

// A partition number and an offset, as 32 and 64 bits; the topic's name comes on top.
const commitBytes = 12;
