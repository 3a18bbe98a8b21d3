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
}

/** A commit is due after so many handled records or this time, whichever comes first. */
const maxRecords = 1000;
const maxDelayMs = 1000;

/** One assignment of a partition. The next assignment of the same partition is another object. */
export interface AssignedPosition extends TopicPartition {
  readonly startOffset: number;
}

interface Progress {
  handledOffset: number;
  committedOffset: number;
}

interface DueCommit {
  readonly position: AssignedPosition;
  readonly offset: number;
}

/**
 * Commits what was handled: every 1000 records or every second, all partitions in one request, one request at a time,
 * only partitions that are assigned. A failed request is made again, with what has been handled since.
 *
 * INVARIANTS: an answer concerns only the assignments that its request was made for; whatever comes late, from the log
 * or from a handler, changes nothing about the next assignment of the same partition.
 */
export class Committer {
  readonly #options: CommitterOptions;
  readonly #assigned = new Map<AssignedPosition, Progress>();
  readonly #stopped = new AbortController();
  #recordsSince = 0;
  #cancelTimer: (() => void) | undefined;
  #running: Promise<void> = Promise.resolve();
  #isCommitting = false;

  constructor(options: CommitterOptions) {
    this.#options = options;
  }

  assign({ topic, partition }: TopicPartition, offset: number): AssignedPosition {
    const position = { topic, partition, startOffset: offset };
    this.#assigned.set(position, { handledOffset: offset, committedOffset: offset });
    return position;
  }

  /** From now on nothing is committed for the assignment. Flush before, if it is still ours. */
  unassign(position: AssignedPosition): void {
    this.#assigned.delete(position);
  }

  /** Everything before `nextOffset` is done; `records` more than at the last call. */
  handled(position: AssignedPosition, nextOffset: number, records: number): void {
    if (!this.#moveTo(position, nextOffset)) return;
    this.#recordsSince += records;
    if (this.#recordsSince >= maxRecords) this.#commitSoon();
    else this.#cancelTimer ??= this.#options.clock.schedule(maxDelayMs, this.#commitSoon);
  }

  /** The log has no records at the position; it is committed anew at once, also if that is less than before. */
  correct(position: AssignedPosition, offset: number): void {
    if (this.#moveTo(position, offset)) this.#commitSoon();
  }

  /** Undefined once the assignment has ended. */
  committedOffset(position: AssignedPosition): number | undefined {
    return this.#assigned.get(position)?.committedOffset;
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
      const due = this.#due();
      this.#recordsSince = 0;
      if (due.length === 0) return;
      await this.#commitUntilDone(due);
    } while (this.#recordsSince >= maxRecords);
    if (this.#due().length > 0) {
      this.#cancelTimer ??= this.#options.clock.schedule(maxDelayMs, this.#commitSoon);
    }
  }

  async #commitUntilDone(firstDue: readonly DueCommit[]): Promise<void> {
    const delays = backoffDelays(this.#options.backoff);
    let due = firstDue;
    for (;;) {
      try {
        const offsets = due.map(({ position: { topic, partition }, offset }) => {
          return { topic, partition, offset };
        });
        this.#committed(due, await this.#options.commit(offsets));
        return;
      } catch (error) {
        if (!(error instanceof RecordLogUnavailable)) throw error;
        this.#options.observer?.onRetry("commit", error);
      }
      await sleep(this.#options.clock, delays.next().value, this.#stopped.signal);
      due = this.#due();
    }
  }

  #committed(due: readonly DueCommit[], lost: readonly TopicPartition[]): void {
    const lostNames = new Set(lost.map(partitionName));
    const lostPositions: AssignedPosition[] = [];
    let sizeBytes = 0;
    for (const { position, offset } of due) {
      sizeBytes += position.topic.length + commitBytes;
      const progress = this.#assigned.get(position);
      if (progress === undefined) continue;
      if (lostNames.has(partitionName(position))) lostPositions.push(position);
      else progress.committedOffset = offset;
    }
    this.#options.observer?.onCommit(due.length, sizeBytes);
    for (const position of lostPositions) this.unassign(position);
    if (lostPositions.length > 0) this.#options.onLost(lostPositions);
  }

  #moveTo(position: AssignedPosition, offset: number): boolean {
    const progress = this.#assigned.get(position);
    if (progress === undefined || this.#stopped.signal.aborted) return false;
    progress.handledOffset = offset;
    return true;
  }

  #due(): DueCommit[] {
    return [...this.#assigned]
      .filter(([, { handledOffset, committedOffset }]) => handledOffset !== committedOffset)
      .map(([position, { handledOffset }]) => ({ position, offset: handledOffset }));
  }
}

// A partition number and an offset, as 32 and 64 bits; the topic's name comes on top.
const commitBytes = 12;
