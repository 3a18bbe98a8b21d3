import type { Clock } from "@rae/kit";
import { type KafkaCluster, leaderOf, partitionCountOf } from "./cluster.ts";

// However many ask, the brokers are not asked more often.
const minIntervalMs = 100;

/** What the brokers say of topics, as last heard. Topics by their names on the cluster. */
export class Metadata {
  readonly #cluster: KafkaCluster;
  readonly #clock: Clock;
  #refreshing: Promise<void> | undefined;
  #lastMs = Number.NEGATIVE_INFINITY;

  constructor(cluster: KafkaCluster, clock: Clock) {
    this.#cluster = cluster;
    this.#clock = clock;
  }

  /** The broker that leads a partition; undefined if none does, or if it is not known. */
  leaderOf(topic: string, partition: number): number | undefined {
    return leaderOf(this.#cluster, topic, partition);
  }

  /** Undefined until something is known of the topic. It may grow with any `refresh`, and never shrinks. */
  partitionCountOf(topic: string): number | undefined {
    return partitionCountOf(this.#cluster, topic);
  }

  /** Asks a broker, unless it was asked a moment ago; calls share one request. Never rejects: what is known stays. */
  refresh(): Promise<void> {
    if (this.#refreshing !== undefined) return this.#refreshing;
    const nowMs = this.#clock.monotonicMs();
    if (nowMs - this.#lastMs < minIntervalMs) return Promise.resolve();
    this.#lastMs = nowMs;
    this.#refreshing = this.#cluster
      .refreshMetadata()
      .catch(() => {})
      .finally(() => {
        this.#refreshing = undefined;
      });
    return this.#refreshing;
  }
}
