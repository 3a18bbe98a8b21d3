import { type Clock, type Logger, repeat, withDeadline } from "@rae/kit";
import {
  type Consumption,
  GroupConsumption,
  type PartitionLag,
  type Subscription,
  type TopicPartition,
} from "@rae/stream";
import type { KafkaCluster } from "../cluster/cluster.ts";
import { readEnds } from "../cluster/offsets.ts";
import type { KafkaReadOptions } from "../cluster/record-log-options.ts";
import type { TopicNames } from "../cluster/topic-names.ts";
import { PartitionFetcher } from "../fetch/partition-fetcher.ts";
import { GroupMembership } from "./group-membership.ts";
import { StartingOffsets } from "./starting-offsets.ts";

export interface GroupReaderOptions extends KafkaReadOptions {
  readonly cluster: KafkaCluster;
  readonly names: TopicNames;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly subscription: Subscription;
  readonly onClosed: () => void;
}

// How often the ends of partitions are asked for that are not being fetched.
const endsIntervalMs = 1_000;
const leaveTimeoutMs = 5_000;
// How long slices in hand may go on when the group shares out anew.
const finishMs = 3_000;

/** One member of a group: the membership says which partitions, the fetcher reads them, `GroupConsumption` does the rest. */
export class GroupReader implements Consumption {
  readonly #options: GroupReaderOptions;
  readonly #fetcher: PartitionFetcher;
  readonly #consumption: GroupConsumption;
  readonly #membership: GroupMembership;
  readonly #stopEnds: () => void;
  #closing: Promise<void> | undefined;

  constructor(options: GroupReaderOptions) {
    this.#options = options;
    const { cluster, names, clock, logger, subscription } = options;
    const {
      sessionTimeoutMs = 15_000,
      rebalanceTimeoutMs = 30_000,
      minFetchIntervalMs = 5,
    } = options;
    const { observer } = subscription;
    this.#fetcher = new PartitionFetcher({
      cluster,
      names,
      clock,
      rack: options.rack,
      minIntervalMs: minFetchIntervalMs,
      onRequest: () => observer?.onRequest?.(),
    });
    this.#consumption = new GroupConsumption({
      subscription,
      read: this.#fetcher.read,
      commit: (offsets) => this.#membership.commit(offsets),
      isOurs: () => this.#membership.isCurrent,
      clock,
      logger,
      revokeTimeoutMs: Math.min(5_000, rebalanceTimeoutMs / 2),
    });
    const groupId = names.groupOnCluster(subscription.group);
    const starts = new StartingOffsets({
      cluster,
      names,
      clock,
      logger,
      groupId,
      onFound: (offsets) => this.#consumption.assign(offsets),
    });
    this.#membership = new GroupMembership({
      cluster,
      names,
      clock,
      logger,
      groupId,
      topics: subscription.topics,
      sessionTimeoutMs,
      rebalanceTimeoutMs,
      onGained: (partitions, signal) => starts.find(partitions, signal),
      onGiven: (partitions, isLost) => this.#give(partitions, isLost),
      onFailure: (error) => this.#consumption.fail(error),
      onNotJoined: (error) => observer?.onNotJoined?.(error),
    });
    this.#stopEnds = repeat(clock, endsIntervalMs, this.#readEnds, () => {});
  }

  /** Resolves when the group has given a share. */
  get joined(): Promise<void> {
    return this.#membership.joined;
  }

  lag(): readonly PartitionLag[] {
    return this.#consumption.lag();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const { clock, cluster, logger, onClosed } = this.#options;
    this.#stopEnds();
    try {
      await this.#consumption.close();
    } finally {
      // A broker that is away holds up nobody: its session ends by itself.
      await withDeadline(clock, leaveTimeoutMs, "leaving the group", async () => {
        await Promise.all([this.#membership.leave(), this.#fetcher.stop()]);
        await cluster.disconnect();
      }).catch((error: unknown) => logger.debug({ err: error }, "kafka reader left open"));
      onClosed();
    }
  }

  async #give(partitions: readonly TopicPartition[], isLost: boolean): Promise<void> {
    await this.#consumption.revoke(partitions, isLost ? {} : { finishMs });
  }

  /** Keeps the lag of partitions honest whose readers ask for nothing. */
  readonly #readEnds = async (): Promise<void> => {
    const { cluster, names } = this.#options;
    const busy = this.#consumption.lag().filter((each) => !this.#fetcher.isWaiting(each));
    if (busy.length === 0 || !this.#membership.isCurrent) return;
    try {
      const ends = await readEnds(cluster, names, busy);
      for (const end of ends) this.#consumption.wake(end);
    } catch {
      // The fetches meet the same failure and report it.
    }
  };
}
