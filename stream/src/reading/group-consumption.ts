import { type BackoffPolicy, type Clock, type Logger, withDeadline } from "@rae/kit";
import { defaultLimits } from "../limits.ts";
import {
  type Consumption,
  type PartitionLag,
  type PositionGap,
  RecordLogUnavailable,
  type Subscription,
} from "../record-log.ts";
import { type PartitionEnd, partitionName, type TopicPartition } from "../topic-partition.ts";
import { type AssignedPosition, Committer, type OffsetCommit } from "./committer.ts";
import { PartitionPump, type ReadPartition } from "./partition-pump.ts";
import { logGap } from "./position-gap.ts";

export interface GroupConsumptionOptions {
  readonly subscription: Subscription;
  readonly read: ReadPartition;
  /** Writes offsets, all or none; resolves with the partitions that are no longer this member's. */
  readonly commit: (offsets: readonly OffsetCommit[]) => Promise<readonly TopicPartition[]>;
  /** Is the partition still ours, as far as this process can know without asking? */
  readonly isOurs: (partition: TopicPartition) => boolean;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly backoff?: BackoffPolicy | undefined;
  /** How long work in flight may take to end when a partition is revoked. Default 5 s. */
  readonly revokeTimeoutMs?: number | undefined;
}

/** One assignment of a partition, while its work goes on. */
interface Held {
  readonly pump: PartitionPump;
  readonly position: AssignedPosition;
}

/** How long `close` lets handlers finish before it aborts their signals. */
const closeTimeoutMs = 10_000;
const retryBackoff: BackoffPolicy = { initialMs: 50, maxMs: 5_000, factor: 2, jitter: 0.5 };

/**
 * What every log adapter does for a member of a group: a pump for each partition that is assigned, one committer for all. The
 * adapter says who has which partition by `assign` and `revoke`, and reads and writes.
 */
export class GroupConsumption implements Consumption {
  readonly #options: GroupConsumptionOptions;
  readonly #committer: Committer;
  readonly #held = new Map<string, Held>();
  readonly #backoff: BackoffPolicy;
  #failed = false;
  #closing: Promise<void> | undefined;

  constructor(options: GroupConsumptionOptions) {
    this.#options = options;
    this.#backoff = options.backoff ?? retryBackoff;
    this.#committer = new Committer({
      clock: options.clock,
      commit: (offsets) => this.#commit(offsets),
      onLost: (partitions) => void this.revoke(partitions),
      onFailure: (error) => this.fail(error),
      backoff: this.#backoff,
      observer: options.subscription.observer,
    });
  }

  /** True until the consumption was closed or failed. */
  get isOpen(): boolean {
    return !this.#failed && this.#closing === undefined;
  }

  has(partition: TopicPartition): boolean {
    return this.#held.has(partitionName(partition));
  }

  /** Starts partitions from their offsets. */
  assign(partitions: readonly OffsetCommit[]): void {
    if (!this.isOpen || partitions.length === 0) return;
    const { subscription, clock, read, isOurs } = this.#options;
    subscription.onAssignment?.({ kind: "assigned", partitions });
    for (const { topic, partition: number, offset } of partitions) {
      const partition = { topic, partition: number };
      const position = this.#committer.assign(partition, offset);
      const pump = new PartitionPump({
        partition,
        startOffset: offset,
        read,
        handle: subscription.handle,
        isOurs: () => isOurs(partition),
        onHandled: (nextOffset, records) => this.#committer.handled(position, nextOffset, records),
        onGap: (gap) => this.#correct(position, gap),
        onFailure: (error) => this.fail(error),
        observer: subscription.observer,
        clock,
        backoff: this.#backoff,
        limits: subscription.limits ?? defaultLimits,
      });
      this.#held.set(partitionName(partition), { pump, position });
    }
  }

  /**
   * Ends partitions: lets their handlers finish for `finishMs` (none unless given), then aborts them, waits for them and commits
   * what they finished, at most for the revoke timeout. Afterwards another member may have them. Never rejects: what was
   * not committed is handled again.
   */
  async revoke(
    partitions: readonly TopicPartition[],
    { finishMs = 0 }: { readonly finishMs?: number } = {},
  ): Promise<void> {
    const ending = partitions.flatMap((each) => this.#held.get(partitionName(each)) ?? []);
    if (ending.length === 0) return;
    const { clock, revokeTimeoutMs = 5_000 } = this.#options;
    if (finishMs > 0) {
      await withDeadline(clock, finishMs, "handling the last slices", () =>
        Promise.all(ending.map(({ pump }) => pump.stop({ abort: false }))),
      ).catch(() => {});
    }
    await withDeadline(clock, revokeTimeoutMs, "ending revoked partitions", async (signal) => {
      await Promise.all(ending.map(({ pump }) => pump.stop({ abort: true })));
      await this.#committer.flush(signal);
    }).catch(() => {});
    this.#remove(ending);
  }

  /** Something was appended to the partition. */
  wake(partition: PartitionEnd): void {
    this.#held.get(partitionName(partition))?.pump.wake(partition.endOffset);
  }

  /** Ends the consumption for good and tells its owner, who still has to close it. */
  fail(error: unknown): void {
    if (!this.isOpen) return;
    this.#failed = true;
    for (const { pump } of this.#held.values()) void pump.stop({ abort: true });
    this.#options.subscription.onFailure(error);
  }

  /** After `close`: how far each partition came. */
  lag(): readonly PartitionLag[] {
    return [...this.#held.values()].map(({ pump, position }) => ({
      ...pump.partition,
      handledOffset: pump.handledOffset,
      committedOffset: this.#committer.committedOffset(position) ?? pump.handledOffset,
      endOffset: pump.endOffset,
      inFlightRecords: pump.inFlightRecords,
      queuedRecords: pump.queuedRecords,
      queuedBytes: pump.queuedBytes,
      oldestUnhandledAtMs: pump.oldestUnhandledAtMs,
    }));
  }

  /** @throws DeadlineExceeded if a handler ignores its signal or the last commit cannot be made in time. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  #correct(position: AssignedPosition, gap: PositionGap): void {
    const { subscription, logger } = this.#options;
    logGap(logger, gap, subscription.group);
    subscription.observer?.onGap?.(gap);
    this.#committer.correct(position, gap.toOffset);
  }

  async #commit(offsets: readonly OffsetCommit[]): Promise<readonly TopicPartition[]> {
    const { commit, subscription } = this.#options;
    try {
      await subscription.beforeCommit?.();
    } catch (cause) {
      throw new RecordLogUnavailable("what was handled cannot be made durable", { cause });
    }
    return await commit(offsets);
  }

  async #close(): Promise<void> {
    const { clock, revokeTimeoutMs = 5_000 } = this.#options;
    const held = [...this.#held.values()];
    const stopAll = (abort: boolean) => Promise.all(held.map(({ pump }) => pump.stop({ abort })));
    try {
      await withDeadline(clock, closeTimeoutMs, "handling the last slices", () =>
        stopAll(this.#failed),
      ).catch(() => {});
      await withDeadline(clock, revokeTimeoutMs, "the last commit", async (signal) => {
        await stopAll(true);
        await this.#committer.flush(signal);
      });
    } finally {
      this.#committer.stop();
      this.#tellRevoked(held);
    }
  }

  #remove(ending: readonly Held[]): void {
    // `close` may have begun meanwhile; it keeps the pumps for `lag`.
    if (this.#closing !== undefined) return;
    // Another revocation of the same partition may have ended first.
    const removed = ending.filter((each) => this.#held.get(partitionName(each.position)) === each);
    for (const { position } of removed) {
      this.#held.delete(partitionName(position));
      this.#committer.unassign(position);
    }
    this.#tellRevoked(removed);
  }

  #tellRevoked(held: readonly Held[]): void {
    if (held.length === 0) return;
    const partitions = held.map(({ pump }) => ({ ...pump.partition, offset: pump.handledOffset }));
    this.#options.subscription.onAssignment?.({ kind: "revoked", partitions });
  }
}
