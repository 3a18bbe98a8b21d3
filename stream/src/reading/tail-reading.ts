import { type BackoffPolicy, type Clock, type Logger, withDeadline } from "@rae/kit";
import { defaultLimits } from "../limits.ts";
import type { PositionGap, Slice, Tail } from "../record-log.ts";
import { type PartitionEnd, partitionName, type TopicPartition } from "../topic-partition.ts";
import type { OffsetCommit } from "./committer.ts";
import { PartitionPump, type ReadPartition } from "./partition-pump.ts";
import { logGap } from "./position-gap.ts";

type TailPartition = OffsetCommit & { readonly endOffset: number };

export interface TailReadingOptions {
  /** Where each partition starts and where it ended when the tail was made. */
  readonly partitions: readonly TailPartition[];
  /** Partitions of which that is not known yet; each is added when it is, and until then nothing has caught up. */
  readonly awaited?: readonly TopicPartition[];
  readonly read: ReadPartition;
  readonly handle: (slice: Slice) => void | Promise<void>;
  readonly onFailure: (error: unknown) => void;
  readonly onGap?: ((gap: PositionGap) => void) | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
}

const retryBackoff: BackoffPolicy = { initialMs: 50, maxMs: 5_000, factor: 2, jitter: 0.5 };

const closeTimeoutMs = 10_000;

/** What every log adapter does for a reader without a group. A handler that throws ends the tail. */
export class TailReading implements Tail {
  readonly caughtUp: Promise<void>;
  readonly #pumps = new Map<string, PartitionPump>();
  readonly #behind = new Map<string, number>();
  readonly #caughtUp: PromiseWithResolvers<void>;
  readonly #clock: Clock;
  readonly #start: (partition: TailPartition) => void;
  #failed = false;
  #isClosing = false;

  constructor(options: TailReadingOptions) {
    this.#clock = options.clock;
    this.#caughtUp = Promise.withResolvers<void>();
    this.caughtUp = this.#caughtUp.promise;
    // Not everyone waits for it; those who do still see the rejection.
    this.caughtUp.catch(() => {});
    const fail = (error: unknown) => {
      if (this.#failed) return;
      this.#failed = true;
      for (const pump of this.#pumps.values()) void pump.stop({ abort: true });
      this.#caughtUp.reject(error);
      options.onFailure(error);
    };
    this.#start = ({ topic, partition: number, offset, endOffset }) => {
      const partition = { topic, partition: number };
      if (offset < endOffset) this.#behind.set(partitionName(partition), endOffset);
      else this.#behind.delete(partitionName(partition));
      const pump = new PartitionPump({
        partition,
        startOffset: offset,
        read: options.read,
        handle: async (slice) => {
          const nextOffset = (slice.records.at(-1)?.offset ?? 0) + 1;
          try {
            await options.handle(slice);
          } catch (error) {
            fail(error);
          }
          return nextOffset;
        },
        isOurs: () => true,
        onHandled: (nextOffset) => this.#reached(partition, nextOffset),
        onGap: (gap) => {
          logGap(options.logger, gap);
          options.onGap?.(gap);
          this.#movedTo(gap);
        },
        onFailure: fail,
        clock: options.clock,
        backoff: retryBackoff,
        limits: defaultLimits,
      });
      this.#pumps.set(partitionName(partition), pump);
    };
    for (const each of options.awaited ?? []) {
      this.#behind.set(partitionName(each), Number.POSITIVE_INFINITY);
    }
    for (const each of options.partitions) this.#start(each);
    this.#settle();
  }

  /** Reads one more partition: one that was awaited, or one that the log has got since, from where it ends. */
  add(partition: TailPartition): void {
    if (this.#failed || this.#isClosing || this.#pumps.has(partitionName(partition))) return;
    this.#start(partition);
    this.#settle();
  }

  /** Something was appended to the partition. */
  wake(partition: PartitionEnd): void {
    this.#pumps.get(partitionName(partition))?.wake(partition.endOffset);
  }

  /** @throws DeadlineExceeded if the handler does not end. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#caughtUp.reject(new Error("the tail was closed before it had caught up"));
    await withDeadline(this.#clock, closeTimeoutMs, "the last slice of a tail", () =>
      Promise.all([...this.#pumps.values()].map((pump) => pump.stop({ abort: true }))),
    );
  }

  #reached(partition: TopicPartition, nextOffset: number): void {
    const name = partitionName(partition);
    if (nextOffset >= (this.#behind.get(name) ?? Number.POSITIVE_INFINITY)) {
      this.#behind.delete(name);
      this.#settle();
    }
  }

  /** What the log held when the tail was made may be gone. */
  #movedTo(gap: PositionGap): void {
    const name = partitionName(gap);
    const behind = this.#behind.get(name);
    if (behind === undefined) return;
    if (gap.direction === "past-end") this.#behind.set(name, Math.min(behind, gap.endOffset));
    this.#reached(gap, gap.toOffset);
  }

  #settle(): void {
    if (this.#behind.size === 0 && !this.#failed) this.#caughtUp.resolve();
  }
}
