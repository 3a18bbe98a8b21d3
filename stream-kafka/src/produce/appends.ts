import type { Clock, Logger } from "@rae/kit";
import { type NewRecord, RecordLogUnavailable } from "@rae/stream";
import type { Registry } from "prom-client";
import type { KafkaCluster } from "../cluster/cluster.ts";
import type { KafkaAppendOptions } from "../cluster/record-log-options.ts";
import type { TopicNames } from "../cluster/topic-names.ts";
import { AppendCall } from "./append-call.ts";
import { cutAppend } from "./append-parts.ts";
import { AppendSender } from "./append-sender.ts";
import { kafkaMetrics } from "./kafka-metrics.ts";
import { type ChainLimits, PartitionChain } from "./partition-chain.ts";

export interface AppendsOptions extends KafkaAppendOptions {
  readonly cluster: KafkaCluster;
  /** Resolves when the topics exist and the cluster is connected. */
  readonly ready: () => Promise<void>;
  readonly names: TopicNames;
  readonly partitions: number;
  readonly requestTimeoutMs: number;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics?: Registry | undefined;
}

// Below the smallest `max.message.bytes` that a cluster has by default.
const batchLimits: ChainLimits = { maxRecords: 2_000, maxBytes: 1_000_000 };

/**
 * Takes appends and hands them to a chain for each partition, in the order of the calls: records of one key are written in
 * the order in which they were given, whatever is retried.
 */
export class Appends {
  readonly #options: AppendsOptions;
  readonly #sender: AppendSender;
  readonly #chains = new Map<string, readonly PartitionChain[]>();
  readonly #maxQueuedBytes: number;
  #queuedBytes = 0;

  constructor(options: AppendsOptions) {
    this.#options = options;
    this.#maxQueuedBytes = options.maxQueuedBytes ?? 64 * 2 ** 20;
    const observer = kafkaMetrics(options.metrics, () => this.#queuedBytes);
    this.#sender = new AppendSender({ ...options, observer });
  }

  get queuedBytes(): number {
    return this.#queuedBytes;
  }

  async append(topic: string, records: readonly NewRecord[], signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (records.length === 0) return;
    const chains = this.#chainsOf(topic);
    const parts = cutAppend(records, chains.length, batchLimits);
    const sizeBytes = parts.reduce((sum, part) => sum + part.sizeBytes, 0);
    if (this.#queuedBytes > 0 && this.#queuedBytes + sizeBytes > this.#maxQueuedBytes) {
      throw new RecordLogUnavailable(
        `${this.#queuedBytes} bytes wait to be written to Kafka, and ${sizeBytes} more are too many`,
      );
    }
    this.#queuedBytes += sizeBytes;
    const call = new AppendCall(parts.length, this.#options.clock.monotonicMs());
    const used = new Set<PartitionChain>();
    for (const { partition, ...part } of parts) {
      const chain = chains[partition];
      chain?.push({ call, ...part });
      if (chain !== undefined) used.add(chain);
    }
    this.#sender.wake(used);
    const onAbort = () => {
      call.fail(signal.reason);
      for (const chain of used) chain.purge();
    };
    signal.addEventListener("abort", onAbort, { once: true });
    try {
      await call.settled;
    } finally {
      signal.removeEventListener("abort", onAbort);
    }
  }

  /** Resolves when nothing waits to be written. */
  drained(): Promise<void> {
    return this.#sender.drained();
  }

  /** Fails everything that waits. */
  stop(reason: unknown): void {
    this.#sender.stop(reason);
  }

  #chainsOf(topic: string): readonly PartitionChain[] {
    const known = this.#chains.get(topic);
    if (known !== undefined) return known;
    const onCluster = this.#options.names.onCluster(topic);
    const freed = (sizeBytes: number) => {
      this.#queuedBytes -= sizeBytes;
    };
    const made = Array.from(
      { length: this.#options.partitions },
      (_, partition) => new PartitionChain({ topic: onCluster, partition }, batchLimits, freed),
    );
    this.#chains.set(topic, made);
    return made;
  }
}
