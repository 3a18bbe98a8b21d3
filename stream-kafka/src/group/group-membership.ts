import {
  type BackoffPolicy,
  backoffDelays,
  type Clock,
  CodedError,
  type Logger,
  sleep,
} from "@rae/kit";
import { type OffsetCommit, RecordLogUnavailable, type TopicPartition } from "@rae/stream";
import type { KafkaCluster } from "../cluster/cluster.ts";
import { isAnswer, kafkaFailure } from "../cluster/failure.ts";
import { Metadata } from "../cluster/metadata.ts";
import { countPartitions, watchGrowth } from "../cluster/partition-growth.ts";
import type { TopicNames } from "../cluster/topic-names.ts";
import type { WireBroker } from "../wire/broker.ts";
import { Generation, type GenerationEnd } from "./generation.ts";
import { decodeShare, encodeProtocols, encodeShares } from "./group-protocol.ts";
import type { ShareClaim } from "./sticky-partitioning.ts";

export interface GroupMembershipOptions {
  readonly cluster: KafkaCluster;
  readonly names: TopicNames;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly groupId: string;
  readonly topics: readonly string[];
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  /** These partitions are ours until the signal aborts. Resolves when those that can be read at once are. */
  readonly onGained: (partitions: readonly TopicPartition[], signal: AbortSignal) => Promise<void>;
  /** Ends all work; the group is joined again only afterwards. With `isLost` it has gone on without us. */
  readonly onGiven: (partitions: readonly TopicPartition[], isLost: boolean) => Promise<void>;
  readonly onFailure: (error: unknown) => void;
  /** The group has not been joined for longer than usual, which is tried again. */
  readonly onNotJoined?: ((error: unknown) => void) | undefined;
}

const joinBackoff: BackoffPolicy = { initialMs: 100, maxMs: 2_000, factor: 2, jitter: 0.5 };
const joinAgain = ["REBALANCE_IN_PROGRESS", "ILLEGAL_GENERATION", "UNKNOWN_MEMBER_ID"] as const;
// So many sessions without being a member end the consumption: whoever owns it tells, and makes it again with new connections.
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
  readonly #metadata: Metadata;
  readonly #topics: readonly string[];
  readonly #ended: Promise<void>;
  #memberId = "";
  #isLeader = false;
  #claim: ShareClaim | undefined;
  #coordinator: WireBroker | undefined;
  #generation: Generation | undefined;

  constructor(options: GroupMembershipOptions) {
    this.#options = options;
    this.#metadata = new Metadata(options.cluster, options.clock);
    this.#topics = options.topics.map((topic) => options.names.onCluster(topic));
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
        if (isAnswer(error, "UNKNOWN_MEMBER_ID")) this.#memberId = "";
        const awayMs = clock.monotonicMs() - memberAtMs;
        const failure = kafkaFailure(error);
        const mayPass = isAnswer(error, ...joinAgain) || isUnavailable(failure);
        if (!mayPass || awayMs > sessionsUntilFailure * sessionTimeoutMs) {
          this.#joined.reject(failure);
          this.#options.onFailure(failure);
          return;
        }
        const delayMs = delays.next().value;
        const told = { groupId, delayMs, err: failure };
        if (awayMs < usualMs) logger.debug(told, "group not joined, trying again");
        else {
          logger.warn(told, "group not joined, trying again");
          this.#options.onNotJoined?.(failure);
        }
        await sleep(clock, delayMs, signal).catch(() => {});
        // All brokers may have new addresses: the coordinator is looked for among those that are known.
        await this.#metadata.refresh();
      }
    }
  }

  async #join(): Promise<void> {
    const { cluster, names, clock, groupId, sessionTimeoutMs, rebalanceTimeoutMs } = this.#options;
    const coordinator = await cluster.findGroupCoordinator({ groupId });
    this.#coordinator = coordinator;
    const { memberId, generationId, leaderId, groupProtocol, members } =
      await coordinator.joinGroup({
        groupId,
        memberId: this.#memberId,
        sessionTimeout: sessionTimeoutMs,
        rebalanceTimeout: rebalanceTimeoutMs,
        groupProtocols: encodeProtocols(this.#topics, this.#claim),
      });
    this.#memberId = memberId;
    this.#isLeader = memberId === leaderId;
    const groupAssignment = this.#isLeader ? await this.#assign(groupProtocol, members) : [];
    const sentMs = clock.monotonicMs();
    const request = { groupId, memberId, generationId, groupAssignment };
    const { memberAssignment } = await coordinator.syncGroup(request);
    const share = decodeShare(memberAssignment);
    const numbers = [...new Set(share.map(({ partition }) => partition))];
    this.#claim = { generationId, numbers };
    const partitions = share.map(({ topic, partition }) => ({
      topic: names.here(topic),
      partition,
    }));
    const of = { cluster, names, clock, groupId, memberId, generationId, coordinator };
    this.#generation = new Generation({ ...of, partitions, sessionTimeoutMs }, sentMs);
  }

  async #assign(
    groupProtocol: string,
    members: Parameters<typeof encodeShares>[1],
  ): Promise<ReturnType<typeof encodeShares>> {
    await this.#metadata.refresh();
    const counts = countPartitions(this.#metadata, this.#topics);
    if (counts.size === 0) throw this.#unknownTopics();
    return encodeShares(
      groupProtocol,
      members,
      (topic) => this.#metadata.partitionCountOf(topic) ?? 0,
    );
  }

  #unknownTopics(): Error {
    const { cluster, groupId } = this.#options;
    const failures = this.#topics.map((topic) => cluster.topicFailure(topic));
    return (
      failures.find((failure) => failure !== undefined) ??
      new RecordLogUnavailable(`Kafka has none of the topics of the group ${groupId}`)
    );
  }

  /** From the share to its end. */
  async #stay(): Promise<void> {
    const generation = this.#generation;
    if (generation === undefined) return;
    const { partitions } = generation;
    const { onGained, onGiven } = this.#options;
    const ending = new AbortController();
    const { promise: closing, resolve: close } = Promise.withResolvers<undefined>();
    const onClosing = () => close(undefined);
    this.#closing.signal.addEventListener("abort", onClosing, { once: true });
    const { promise: grown, resolve: rebalance } = Promise.withResolvers<GenerationEnd>();
    const stopWatching = this.#watchGrowth(() => rebalance({ kind: "rebalance" }));
    try {
      if (this.#closing.signal.aborted) return;
      const ended = Promise.race([generation.ended, grown, closing]);
      await Promise.race([onGained(partitions, ending.signal), ended]);
      this.#joined.resolve();
      const end = await ended;
      ending.abort(new Error("the assignment has ended"));
      if (end !== undefined) await onGiven(partitions, end.kind === "lost");
    } finally {
      ending.abort(new Error("the assignment has ended"));
      stopWatching();
      this.#closing.signal.removeEventListener("abort", onClosing);
      generation.stop();
    }
  }

  /** A leader that joins again has the group rebalance. */
  #watchGrowth(onGrown: () => void): () => void {
    if (!this.#isLeader) return () => {};
    const { clock, logger, groupId } = this.#options;
    return watchGrowth(this.#metadata, this.#topics, clock, (topic, from, to) => {
      logger.info({ groupId, topic, from, to }, "topic has more partitions, the group rebalances");
      onGrown();
    });
  }
}

function isUnavailable(failure: unknown): boolean {
  return failure instanceof CodedError && failure.code === "log-unavailable";
}
