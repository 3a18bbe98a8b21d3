import { type Clock, sleep } from "@rae/kit";
import { type OffsetCommit, RecordLogUnavailable, type TopicPartition } from "@rae/stream";
import type { KafkaCluster } from "../cluster/cluster.ts";
import { isAnswer, kafkaFailure } from "../cluster/failure.ts";
import type { TopicNames } from "../cluster/topic-names.ts";
import type { WireBroker } from "../wire/broker.ts";

/** Why a generation is over: the group rebalances, or it went on without us. */
export interface GenerationEnd {
  readonly kind: "rebalance" | "lost";
}

export interface GenerationOptions {
  readonly cluster: KafkaCluster;
  readonly names: TopicNames;
  readonly clock: Clock;
  readonly groupId: string;
  readonly memberId: string;
  readonly generationId: number;
  readonly coordinator: WireBroker;
  readonly partitions: readonly TopicPartition[];
  readonly sessionTimeoutMs: number;
}

// Only a heartbeat tells of a rebalance, and all members wait for the last to hear of it.
const longestBeatMs = 1_000;
const goneWithout = ["ILLEGAL_GENERATION", "UNKNOWN_MEMBER_ID", "FENCED_INSTANCE_ID"] as const;
const moved = [
  "NOT_COORDINATOR_FOR_GROUP",
  "GROUP_COORDINATOR_NOT_AVAILABLE",
  "GROUP_LOAD_IN_PROGRESS",
] as const;

/**
 * One stay in a group, from being given partitions to giving them up. Heartbeats go on until `stop`, also while the work of
 * a rebalance ends. The stay is a lease of one session from the last heartbeat that was answered, reckoned from when it
 * was sent: the group may give the partitions away no earlier, so a process that was stopped knows by its own clock that
 * it is late.
 */
export class Generation {
  readonly memberId: string;
  readonly partitions: readonly TopicPartition[];
  readonly ended: Promise<GenerationEnd>;
  readonly #options: GenerationOptions;
  readonly #end = Promise.withResolvers<GenerationEnd>();
  readonly #stopping = new AbortController();
  #coordinator: WireBroker;
  #leaseUntilMs: number;
  #isLost = false;
  #cancelLease = () => {};

  constructor(options: GenerationOptions, joinedAtMs: number) {
    this.#options = options;
    this.#coordinator = options.coordinator;
    this.memberId = options.memberId;
    this.partitions = options.partitions;
    this.ended = this.#end.promise;
    this.#leaseUntilMs = joinedAtMs;
    this.#renew(joinedAtMs);
    void this.#beat();
  }

  /** Whether the partitions are ours for certain. */
  get isCurrent(): boolean {
    return !this.#isLost && this.#options.clock.monotonicMs() < this.#leaseUntilMs;
  }

  /** Ends heartbeats and the lease; what comes next is another generation or leaving. */
  stop(): void {
    this.#stopping.abort(new Error("the generation is over"));
    this.#cancelLease();
  }

  /** Resolves with the partitions that are no longer ours: all or none. @throws RecordLogUnavailable. */
  async commit(offsets: readonly OffsetCommit[]): Promise<readonly TopicPartition[]> {
    if (!this.isCurrent) return offsets;
    const { groupId, memberId, generationId, names } = this.#options;
    const byTopic = Map.groupBy(offsets, ({ topic }) => topic);
    const topics = [...byTopic].map(([topic, ofTopic]) => ({
      topic: names.onCluster(topic),
      partitions: ofTopic.map(({ partition, offset }) => ({ partition, offset: `${offset}` })),
    }));
    try {
      const request = { groupId, memberId, groupGenerationId: generationId, topics };
      await this.#coordinator.offsetCommit(request);
      return [];
    } catch (error) {
      if (isAnswer(error, ...goneWithout)) {
        this.#lose();
        return offsets;
      }
      if (isAnswer(error, "REBALANCE_IN_PROGRESS")) this.#end.resolve({ kind: "rebalance" });
      const failure = await this.#afterFailure(error);
      throw isAnswer(error, "REBALANCE_IN_PROGRESS")
        ? new RecordLogUnavailable("the group rebalances", { cause: error })
        : failure;
    }
  }

  async #beat(): Promise<void> {
    const { clock, groupId, memberId, generationId, sessionTimeoutMs } = this.#options;
    const { signal } = this.#stopping;
    const usualMs = Math.min(longestBeatMs, sessionTimeoutMs / 8);
    let intervalMs = usualMs;
    while (!signal.aborted) {
      await sleep(clock, intervalMs, signal).catch(() => {});
      if (signal.aborted || this.#isLost) return;
      const sentMs = clock.monotonicMs();
      // After the process was stopped this timer runs before the lease's, and before what else was to run later.
      if (sentMs >= this.#leaseUntilMs) {
        this.#lose();
        return;
      }
      intervalMs = usualMs;
      try {
        await this.#coordinator.heartbeat({ groupId, memberId, groupGenerationId: generationId });
        this.#renew(sentMs);
      } catch (error) {
        if (isAnswer(error, ...goneWithout)) this.#lose();
        else if (isAnswer(error, "REBALANCE_IN_PROGRESS")) {
          this.#renew(sentMs);
          this.#end.resolve({ kind: "rebalance" });
        } else {
          // Whatever it is, it may pass before the lease does.
          intervalMs = Math.min(intervalMs, 500);
          await this.#afterFailure(error);
        }
      }
    }
  }

  /** The error in the port's words, once it has been looked who coordinates the group now. */
  async #afterFailure(error: unknown): Promise<unknown> {
    const { cluster, groupId } = this.#options;
    try {
      this.#coordinator = await cluster.findGroupCoordinator({ groupId });
    } catch {
      // Asked again after the next failure.
    }
    return isAnswer(error, ...moved)
      ? new RecordLogUnavailable("the group's coordinator has moved", { cause: error })
      : kafkaFailure(error);
  }

  #renew(sentMs: number): void {
    if (this.#isLost || this.#stopping.signal.aborted) return;
    const { clock, sessionTimeoutMs } = this.#options;
    this.#leaseUntilMs = sentMs + sessionTimeoutMs;
    this.#cancelLease();
    this.#cancelLease = clock.schedule(this.#leaseUntilMs - clock.monotonicMs(), () =>
      this.#lose(),
    );
  }

  #lose(): void {
    this.#isLost = true;
    this.#end.resolve({ kind: "lost" });
  }
}
