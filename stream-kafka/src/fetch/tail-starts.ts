import { type BackoffPolicy, backoffDelays, type Clock, type Logger, sleep } from "@rae/kit";
import { partitionName, RecordLogUnavailable, type TopicPartition } from "@rae/stream";
import type { KafkaCluster } from "../cluster/cluster.ts";
import { kafkaFailure } from "../cluster/failure.ts";
import { Metadata } from "../cluster/metadata.ts";
import { readEnds, readOffsets } from "../cluster/offsets.ts";
import type { TopicNames } from "../cluster/topic-names.ts";

export interface TailStart extends TopicPartition {
  /** Where the tail begins. */
  readonly offset: number;
  /** Where the partition ended when that was asked. */
  readonly endOffset: number;
}

export interface TailStartsOptions {
  readonly cluster: KafkaCluster;
  readonly names: TopicNames;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly sinceMs: number;
  readonly onFound: (start: TailStart) => void;
}

// A leader that has not answered by now may have frozen.
const patienceMs = 1_000;
const backoff: BackoffPolicy = { initialMs: 100, maxMs: 5_000, factor: 2, jitter: 0.5 };

/**
 * Finds where a tail starts with each partition: at the first record from a time on, or else where the partition ends. Each is asked
 * for by itself and told of as soon as it is known, so that one whose leader is away or frozen holds up no other.
 */
export class TailStarts {
  readonly #options: TailStartsOptions;
  readonly #metadata: Metadata;
  readonly #cancels = new Map<string, () => void>();
  #isStopped = false;

  constructor(options: TailStartsOptions) {
    this.#options = options;
    this.#metadata = new Metadata(options.cluster, options.clock);
  }

  /**
   * Resolves when one at least is known, and all that answer within a second; the others are asked again until `stop`.
   * @throws what the first of them failed with, when each has failed; then none is asked again.
   */
  async find(partitions: readonly TopicPartition[]): Promise<void> {
    const first = partitions.map((each) => this.#find(each));
    partitions.forEach((each, index) => {
      first[index]?.catch((error: unknown) => this.#findLater(each, error));
    });
    const answered = new AbortController();
    try {
      await Promise.any(first);
      const late = sleep(this.#options.clock, patienceMs, answered.signal).catch(() => {});
      await Promise.race([Promise.allSettled(first), late]);
    } catch (error) {
      this.stop();
      throw error instanceof AggregateError ? error.errors[0] : error;
    } finally {
      answered.abort();
    }
  }

  /** Nothing is told any more. */
  stop(): void {
    this.#isStopped = true;
    for (const cancel of this.#cancels.values()) cancel();
    this.#cancels.clear();
  }

  #findLater(partition: TopicPartition, error: unknown): void {
    const { clock, logger } = this.#options;
    const told = { ...partition, err: kafkaFailure(error) };
    if (!this.#isStopped) logger.warn(told, "a tail does not know where to start, asking again");
    const name = partitionName(partition);
    const delays = backoffDelays(backoff);
    const again = () => {
      if (this.#isStopped) return;
      this.#cancels.set(name, clock.schedule(delays.next().value, ask));
    };
    const ask = async () => {
      await this.#metadata.refresh();
      await this.#find(partition).then(() => this.#cancels.delete(name), again);
    };
    again();
  }

  async #find(partition: TopicPartition): Promise<void> {
    const { cluster, names, sinceMs, onFound } = this.#options;
    const onCluster = names.onCluster(partition.topic);
    if (this.#metadata.leaderOf(onCluster, partition.partition) === undefined) {
      throw new RecordLogUnavailable(`no broker leads ${partitionName(partition)}`);
    }
    // One after the other: what is appended between the two lies behind the end.
    const [end] = await readEnds(cluster, names, [partition]);
    const [start] = await readOffsets(cluster, names, [partition], { fromTimestamp: sinceMs });
    if (end === undefined || start === undefined) {
      throw new RecordLogUnavailable(`nothing is known of ${partitionName(partition)}`);
    }
    if (this.#isStopped) return;
    onFound({ ...end, offset: start.offset < 0 ? end.endOffset : start.offset });
  }
}
