import { type BackoffPolicy, backoffDelays, type Clock, type Logger, sleep } from "@rae/kit";
import { type OffsetCommit, partitionName, type TopicPartition } from "@rae/stream";
import type { KafkaCluster } from "../cluster/cluster.ts";
import { kafkaFailure } from "../cluster/failure.ts";
import { Metadata } from "../cluster/metadata.ts";
import { readOffsets } from "../cluster/offsets.ts";
import type { TopicNames } from "../cluster/topic-names.ts";

export interface StartingOffsetsOptions {
  readonly cluster: KafkaCluster;
  readonly names: TopicNames;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly groupId: string;
  readonly onFound: (offsets: readonly OffsetCommit[]) => void;
}

const backoff: BackoffPolicy = { initialMs: 100, maxMs: 5_000, factor: 2, jitter: 0.5 };

/**
 * Finds where a group goes on with each partition: behind what it committed, or else at the first record there is. Tells of
 * each as soon as that is known, so that one whose leader is away, or a topic that is refused, holds up no other.
 */
export class StartingOffsets {
  readonly #options: StartingOffsetsOptions;
  readonly #metadata: Metadata;

  constructor(options: StartingOffsetsOptions) {
    this.#options = options;
    this.#metadata = new Metadata(options.cluster, options.clock);
  }

  /** Resolves when all that answer at once have been asked; the others are asked again until the signal aborts. */
  async find(partitions: readonly TopicPartition[], signal: AbortSignal): Promise<void> {
    const missing = new Map(partitions.map((each) => [partitionName(each), each]));
    await this.#ask(missing, signal);
    if (missing.size > 0) void this.#askAgain(missing, signal);
  }

  async #askAgain(missing: Map<string, TopicPartition>, signal: AbortSignal): Promise<void> {
    const delays = backoffDelays(backoff);
    while (missing.size > 0) {
      await sleep(this.#options.clock, delays.next().value, signal).catch(() => {});
      if (signal.aborted) return;
      await this.#metadata.refresh();
      await this.#ask(missing, signal);
    }
  }

  async #ask(missing: Map<string, TopicPartition>, signal: AbortSignal): Promise<void> {
    const byTopic = Map.groupBy(missing.values(), ({ topic }) => topic);
    const asked = [...byTopic.values()].map(async (ofTopic) => {
      const found = (offsets: readonly OffsetCommit[]) => {
        if (signal.aborted || offsets.length === 0) return;
        for (const each of offsets) missing.delete(partitionName(each));
        this.#options.onFound(offsets);
      };
      try {
        const committed = await this.#committed(ofTopic);
        found(committed.filter(({ offset }) => offset >= 0));
        found(await this.#first(committed.filter(({ offset }) => offset < 0)));
      } catch (error) {
        const { logger, groupId } = this.#options;
        const [first] = ofTopic;
        const told = { groupId, topic: first?.topic, err: kafkaFailure(error) };
        if (!signal.aborted) logger.warn(told, "no offsets of the group, asking again");
      }
    });
    await Promise.all(asked);
  }

  /** -1 where nothing was committed. */
  async #committed(partitions: readonly TopicPartition[]): Promise<readonly OffsetCommit[]> {
    const { cluster, names, groupId } = this.#options;
    const coordinator = await cluster.findGroupCoordinator({ groupId });
    const byTopic = Map.groupBy(partitions, ({ topic }) => names.onCluster(topic));
    const topics = [...byTopic].map(([topic, ofTopic]) => ({
      topic,
      partitions: ofTopic.map(({ partition }) => ({ partition })),
    }));
    const { responses } = await coordinator.offsetFetch({ groupId, topics });
    return responses.flatMap(({ topic, partitions: offsets }) =>
      offsets.map(({ partition, offset }) => ({
        topic: names.here(topic),
        partition,
        offset: Number(offset),
      })),
    );
  }

  async #first(partitions: readonly TopicPartition[]): Promise<readonly OffsetCommit[]> {
    const { cluster, names } = this.#options;
    const led = partitions.filter(
      ({ topic, partition }) =>
        this.#metadata.leaderOf(names.onCluster(topic), partition) !== undefined,
    );
    if (led.length === 0) return [];
    const first = await readOffsets(cluster, names, led, { fromBeginning: true });
    return first.map((each) => ({ ...each, offset: Math.max(0, each.offset) }));
  }
}
