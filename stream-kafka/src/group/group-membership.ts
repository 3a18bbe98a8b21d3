import { type BackoffPolicy, backoffDelays, type Clock, type Logger, sleep } from "@rae/kit";
import { type OffsetCommit, RecordLogUnavailable, type TopicPartition } from "@rae/stream";
import type { KafkaCluster } from "../cluster/cluster.ts";
import { isAnswer, kafkaFailure } from "../cluster/failure.ts";
import type { TopicNames } from "../cluster/topic-names.ts";
import type { WireBroker } from "../wire/broker.ts";
import { Generation } from "./generation.ts";
import { decodeShare, encodeShares, encodeTopics, protocolName } from "./group-protocol.ts";

export interface GroupMembershipOptions {
  readonly cluster: KafkaCluster;
  readonly names: TopicNames;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly groupId: string;
  readonly topics: readonly string[];
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  /** These partitions are ours now. */
  readonly onGained: (partitions: readonly TopicPartition[]) => Promise<void>;
  /** Ends all work; the group is joined again only afterwards. With `isLost` it has gone on without us. */
  readonly onGiven: (partitions: readonly TopicPartition[], isLost: boolean) => Promise<void>;
  readonly onFailure: (error: unknown) => void;
}

const joinBackoff: BackoffPolicy = { initialMs: 100, maxMs: 2_000, factor: 2, jitter: 0.5 };
const joinAgain = ["REBALANCE_IN_PROGRESS", "ILLEGAL_GENERATION", "UNKNOWN_MEMBER_ID"] as const;
// So many sessions without being a member are a failure, and the whole client is made anew.
const sessionsUntilFailure = 3;
// A cluster that has just started, or whose coordinator moves, refuses for a moment.
const usualMs = 3_000;

/**
 * Being a member of a group: join, take the share, stay while heartbeats are answered, end the work, join again.
 *
 * INVARIANTS: the group is joined again only when `onGiven` has resolved; at most one generation is current.
 */
export class GroupMembership {
  /** Resolves when the first share has been taken; rejects if that cannot be. */
  readonly joined: Promise<void>;
  readonly #options: GroupMembershipOptions;
  readonly #joined = Promise.withResolvers<void>();
  readonly #closing = new AbortController();
  readonly #ended: Promise<void>;
  #memberId = "";
  #coordinator: WireBroker | undefined;
  #generation: Generation | undefined;

  constructor(options: GroupMembershipOptions) {
    this.#options = options;
    this.joined = this.#joined.promise;
    this.joined.catch(() => {});
    this.#ended = this.#run();
  }

  get isCurrent(): boolean {
    return this.#generation?.isCurrent ?? false;
  }

  async commit(offsets: readonly OffsetCommit[]): Promise<readonly TopicPartition[]> {
    return (await this.#generation?.commit(offsets)) ?? offsets;
  }

  /** Leaves the group, so that the others need not wait for the session to end. Work has ended by now. */
  async leave(): Promise<void> {
    this.#closing.abort(new RecordLogUnavailable("the log is closed"));
    this.#joined.reject(this.#closing.signal.reason);
    await this.#ended;
    if (this.#memberId === "") return;
    const { groupId } = this.#options;
    await this.#coordinator?.leaveGroup({ groupId, memberId: this.#memberId }).catch(() => {});
  }

  async #run(): Promise<void> {
    const { clock, sessionTimeoutMs, logger, groupId } = this.#options;
    const { signal } = this.#closing;
    let delays = backoffDelays(joinBackoff);
    let memberAtMs = clock.monotonicMs();
    while (!signal.aborted) {
      try {
        await this.#join();
        delays = backoffDelays(joinBackoff);
        await this.#stay();
        memberAtMs = clock.monotonicMs();
      } catch (error) {
        this.#generation?.stop();
        if (signal.aborted) return;
        if (isAnswer(error, ...joinAgain)) {
          if (isAnswer(error, "UNKNOWN_MEMBER_ID")) this.#memberId = "";
          continue;
        }
        const failure = kafkaFailure(error);
        const awayMs = clock.monotonicMs() - memberAtMs;
        if (
          !(failure instanceof RecordLogUnavailable) ||
          awayMs > sessionsUntilFailure * sessionTimeoutMs
        ) {
          this.#joined.reject(failure);
          this.#options.onFailure(failure);
          return;
        }
        const delayMs = delays.next().value;
        const told = { groupId, delayMs, err: failure };
        if (awayMs < usualMs) logger.debug(told, "group not joined, trying again");
        else logger.warn(told, "group not joined, trying again");
        await sleep(clock, delayMs, signal).catch(() => {});
      }
    }
  }

  async #join(): Promise<void> {
    const { cluster, names, clock, groupId, sessionTimeoutMs, rebalanceTimeoutMs } = this.#options;
    const topics = this.#options.topics.map((topic) => names.onCluster(topic));
    const coordinator = await cluster.findGroupCoordinator({ groupId });
    this.#coordinator = coordinator;
    const { memberId, generationId, leaderId, members } = await coordinator.joinGroup({
      groupId,
      memberId: this.#memberId,
      sessionTimeout: sessionTimeoutMs,
      rebalanceTimeout: rebalanceTimeoutMs,
      groupProtocols: [{ name: protocolName, metadata: encodeTopics(topics) }],
    });
    this.#memberId = memberId;
    let groupAssignment: ReturnType<typeof encodeShares> = [];
    if (memberId === leaderId) {
      await cluster.refreshMetadata();
      groupAssignment = encodeShares(
        members,
        (topic) => cluster.findTopicPartitionMetadata(topic).length,
      );
    }
    const sentMs = clock.monotonicMs();
    const request = { groupId, memberId, generationId, groupAssignment };
    const { memberAssignment } = await coordinator.syncGroup(request);
    const partitions = decodeShare(memberAssignment).map(({ topic, partition }) => ({
      topic: names.here(topic),
      partition,
    }));
    const of = { cluster, names, clock, groupId, memberId, generationId, coordinator };
    this.#generation = new Generation({ ...of, partitions, sessionTimeoutMs }, sentMs);
  }

  /** From the share to its end. */
  async #stay(): Promise<void> {
    const generation = this.#generation;
    if (generation === undefined) return;
    const { partitions } = generation;
    const { onGained, onGiven } = this.#options;
    const { promise: closing, resolve } = Promise.withResolvers<undefined>();
    const onClosing = () => resolve(undefined);
    this.#closing.signal.addEventListener("abort", onClosing, { once: true });
    try {
      if (this.#closing.signal.aborted) return;
      await onGained(partitions);
      this.#joined.resolve();
      const end = await Promise.race([generation.ended, closing]);
      if (end === undefined) return;
      await onGiven(partitions, end.kind !== "rebalance");
      if (end.kind === "failed") throw end.error;
    } finally {
      this.#closing.signal.removeEventListener("abort", onClosing);
      generation.stop();
    }
  }
}
