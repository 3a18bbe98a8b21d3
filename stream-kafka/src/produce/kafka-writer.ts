import type { Clock } from "@rae/kit";
import {
  type AppendBatch,
  type LogWriter,
  partitionName,
  RecordLogUnavailable,
  type TopicPartition,
  type WriteOutcome,
} from "@rae/stream";
import type { KafkaCluster } from "../cluster/cluster.ts";
import { isAnswer, kafkaUnavailable } from "../cluster/failure.ts";
import { Metadata } from "../cluster/metadata.ts";
import type { TopicNames } from "../cluster/topic-names.ts";
import { type PartitionAnswer, produce } from "./produce.ts";

export interface KafkaWriterOptions {
  readonly cluster: KafkaCluster;
  /** Resolves when the topics exist and the cluster is connected. */
  readonly ready: () => Promise<void>;
  readonly names: TopicNames;
  readonly clock: Clock;
  readonly requestTimeoutMs: number;
}

// Of the time that an answer may take: how much of it the replicas have.
const replicasShare = 0.8;

// What a broker says of a batch for something that is in it; anything else is about the broker, the network or us.
const tooLarge = ["MESSAGE_TOO_LARGE", "RECORD_LIST_TOO_LARGE"] as const;
const refused = ["INVALID_RECORD", "INVALID_TIMESTAMP", "UNSUPPORTED_FOR_MESSAGE_FORMAT"] as const;

/**
 * Writes to Kafka: one request to a broker with the batches of the partitions that it leads. A broker takes one request after another
 * from a connection anyway, and no request is ever spread over two brokers.
 *
 * INVARIANTS: a batch is written only when an answer has named its partition, without an error.
 */
export class KafkaWriter implements LogWriter {
  readonly #options: KafkaWriterOptions;
  readonly #metadata: Metadata;
  #isReady = false;

  constructor(options: KafkaWriterOptions) {
    this.#options = options;
    this.#metadata = new Metadata(options.cluster, options.clock);
  }

  partitionsOf(topic: string): number | undefined {
    return this.#metadata.partitionCountOf(this.#options.names.onCluster(topic));
  }

  destinationOf({ topic, partition }: TopicPartition): number | undefined {
    return this.#metadata.leaderOf(this.#options.names.onCluster(topic), partition);
  }

  async locate(): Promise<void> {
    try {
      if (!this.#isReady) await this.#options.ready();
      this.#isReady = true;
      await this.#metadata.refresh();
    } catch (error) {
      throw kafkaUnavailable(error);
    }
  }

  async write(leader: number, batches: readonly AppendBatch[]): Promise<readonly WriteOutcome[]> {
    const { cluster, clock, requestTimeoutMs, names } = this.#options;
    const timeoutMs = Math.round(replicasShare * requestTimeoutMs);
    const onCluster = batches.map((batch) => ({ ...batch, topic: names.onCluster(batch.topic) }));
    try {
      const broker = await cluster.findBroker({ nodeId: `${leader}` });
      const answers = await produce(broker, onCluster, { timeoutMs, nowMs: clock.nowMs() });
      const answerOf = new Map(answers.map((answer) => [partitionName(answer), answer]));
      return onCluster.map((batch) => outcomeOf(batch, answerOf.get(partitionName(batch))));
    } catch (error) {
      const unavailable = { kind: "unavailable" as const, error: kafkaUnavailable(error) };
      return batches.map(() => unavailable);
    }
  }
}

function outcomeOf(batch: AppendBatch, answer: PartitionAnswer | undefined): WriteOutcome {
  if (answer === undefined) {
    const message = `Kafka's answer left out ${partitionName(batch)}`;
    return { kind: "unavailable", error: new RecordLogUnavailable(message) };
  }
  const { error } = answer;
  if (error === undefined) return { kind: "written" };
  if (isAnswer(error, ...tooLarge)) {
    const reason = `the record is over max.message.bytes of the topic ${batch.topic}`;
    return { kind: "refused", code: "payload-too-large", reason };
  }
  if (isAnswer(error, ...refused)) {
    const reason = `the topic ${batch.topic} does not accept the record: ${error.message}`;
    return { kind: "refused", code: "record-refused", reason };
  }
  return { kind: "unavailable", error: kafkaUnavailable(error) };
}
