import {
  type Clock,
  type Closable,
  CloseStack,
  type Logger,
  systemClock,
  withDeadline,
} from "@rae/kit";
import {
  appendMetrics,
  type Consumption,
  Lanes,
  type NewRecord,
  type RecordLog,
  RecordLogUnavailable,
  type Subscription,
  type Tail,
  type WaitingAppends,
} from "@rae/stream";
import { type KafkaCluster, partitionCountOf } from "./cluster/cluster.ts";
import { kafkaFailure } from "./cluster/failure.ts";
import { Metadata } from "./cluster/metadata.ts";
import { defaultRequestTimeoutMs, openCluster } from "./cluster/open-cluster.ts";
import { watchGrowth } from "./cluster/partition-growth.ts";
import type { KafkaRecordLogOptions } from "./cluster/record-log-options.ts";
import { TopicNames } from "./cluster/topic-names.ts";
import { prepareTopics, type TopicReport } from "./cluster/topics.ts";
import { openTailReader } from "./fetch/tail-reader.ts";
import { GroupReader } from "./group/group-reader.ts";
import { KafkaWriter } from "./produce/kafka-writer.ts";

const drainTimeoutMs = 5_000;
// Below the smallest `max.message.bytes` that a cluster has by default.
const batchLimits = { maxRecords: 2_000, maxBytes: 900_000 };
const writeLimits = { maxBatches: 16, maxBytes: 8 * 2 ** 20 };

/**
 * The log on Kafka. It returns at once, connects when it is first used and again whenever it must, and creates the topics that
 * do not exist.
 */
export function openKafkaRecordLog(options: KafkaRecordLogOptions): RecordLog {
  return new KafkaRecordLog(options);
}

/**
 * Creates the topics of a log that do not exist, and adds partitions to those that have fewer than configured. Resolves with what
 * was done to each topic, and which of its settings differ from what Rae needs.
 * @throws RecordLogUnavailable.
 */
export async function createKafkaTopics(
  options: KafkaRecordLogOptions,
): Promise<readonly TopicReport[]> {
  const cluster = openCluster(options);
  try {
    return await prepareTopics(cluster, options.topics, options.clock ?? systemClock, "grow");
  } finally {
    await cluster.disconnect().catch(() => {});
  }
}

class KafkaRecordLog implements RecordLog {
  readonly #options: KafkaRecordLogOptions;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #names: TopicNames;
  readonly #lanes: Lanes;
  readonly #appendCluster: KafkaCluster;
  readonly #readers = new Set<Closable>();
  #creating: Promise<void> | undefined;
  #stopWatching: (() => void) | undefined;
  #closing: Promise<void> | undefined;

  constructor(options: KafkaRecordLogOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#logger = options.logger;
    this.#names = new TopicNames(options.topics);
    this.#appendCluster = openCluster(this.#options);
    this.#lanes = new Lanes({
      writer: new KafkaWriter({
        cluster: this.#appendCluster,
        ready: () => this.#connect(this.#appendCluster),
        names: this.#names,
        clock: this.#clock,
        requestTimeoutMs: options.requestTimeoutMs ?? defaultRequestTimeoutMs,
      }),
      ...{ clock: this.#clock, logger: this.#logger, batch: batchLimits, write: writeLimits },
      observer: appendMetrics(options.metrics, () => this.#lanes.queuedBytes),
    });
  }

  async append(topic: string, records: readonly NewRecord[], signal: AbortSignal): Promise<void> {
    this.#throwIfClosed();
    await this.#lanes.append(topic, records, signal);
  }

  waitingAppends(): readonly WaitingAppends[] {
    return this.#lanes.waiting();
  }

  async consume(subscription: Subscription): Promise<Consumption> {
    const reader = await this.#opened((cluster, onClosed) => {
      const made: GroupReader = new GroupReader({
        ...this.#options.read,
        cluster,
        names: this.#names,
        clock: this.#clock,
        logger: this.#logger,
        subscription,
        onClosed: () => onClosed(made),
      });
      this.#readers.add(made);
      return made;
    });
    try {
      await reader.joined;
      return reader;
    } catch (error) {
      await reader.close().catch(() => {});
      throw kafkaFailure(error);
    }
  }

  async tail(options: Parameters<RecordLog["tail"]>[0]): Promise<Tail> {
    return await this.#opened(async (cluster, onClosed) => {
      const made: Tail = await openTailReader({
        cluster,
        names: this.#names,
        clock: this.#clock,
        logger: this.#logger,
        minFetchIntervalMs: this.#options.read?.minFetchIntervalMs ?? 5,
        rack: this.#options.read?.rack,
        tail: options,
        onClosed: () => onClosed(made),
      });
      this.#readers.add(made);
      return made;
    });
  }

  async partitionCount(topic: string, signal: AbortSignal): Promise<number> {
    const count = await this.#unlessAborted(signal, async () => {
      await this.#refresh();
      return partitionCountOf(this.#appendCluster, this.#names.onCluster(topic));
    });
    if (count !== undefined) return count;
    throw new RecordLogUnavailable(`nothing is known of the topic ${topic} yet`);
  }

  async check(signal: AbortSignal): Promise<void> {
    await this.#unlessAborted(signal, () => this.#ask());
  }

  /** Waits for what is being appended and for slices in hand, within 15 s in all. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const closed = new RecordLogUnavailable("the log is closed");
    const stack = new CloseStack();
    stack.push("the connection", () => {
      this.#stopWatching?.();
      return this.#disconnect(this.#appendCluster);
    });
    stack.push("appends", async () => {
      await withDeadline(this.#clock, drainTimeoutMs, "the last appends", () =>
        this.#lanes.drained(),
      ).catch(() => {});
      this.#lanes.stop(closed);
    });
    stack.push("readers", async () => {
      await Promise.all([...this.#readers].map((reader) => reader.close()));
    });
    await stack.close();
  }

  /** A cluster of its own for each reader: a request to join a group holds up what comes behind it on its connection. */
  async #opened<T>(
    open: (cluster: KafkaCluster, onClosed: (reader: Closable) => void) => T | Promise<T>,
  ): Promise<T> {
    this.#throwIfClosed();
    const cluster = openCluster(this.#options);
    try {
      await this.#connect(cluster);
      this.#throwIfClosed();
      return await open(cluster, (reader) => this.#readers.delete(reader));
    } catch (error) {
      await this.#disconnect(cluster);
      throw kafkaFailure(error);
    }
  }

  async #connect(cluster: KafkaCluster): Promise<void> {
    this.#creating ??= this.#prepareTopics();
    try {
      await this.#creating;
    } catch (error) {
      this.#creating = undefined;
      throw error;
    }
    await cluster.connect();
    await cluster.addMultipleTargetTopics([...this.#names.all]);
    if (cluster === this.#appendCluster) this.#stopWatching ??= this.#watchGrowth();
  }

  /** New partitions are appended to once metadata tells of them, which nothing else may ask for. */
  #watchGrowth(): () => void {
    const metadata = new Metadata(this.#appendCluster, this.#clock);
    return watchGrowth(metadata, this.#names.all, this.#clock, (topic, from, to) =>
      this.#logger.info({ topic, from, to }, "topic has more partitions"),
    );
  }

  /** Missing topics are created; what else differs is told, once. */
  async #prepareTopics(): Promise<void> {
    const cluster = openCluster(this.#options);
    try {
      const reports = await prepareTopics(cluster, this.#options.topics, this.#clock, "leave");
      for (const { topic, findings } of reports) {
        for (const finding of findings)
          this.#logger.warn({ topic, finding }, "topic is not as needed");
      }
    } finally {
      await this.#disconnect(cluster);
    }
  }

  async #unlessAborted<T>(signal: AbortSignal, ask: () => Promise<T>): Promise<T> {
    this.#throwIfClosed();
    const { promise: aborted, reject } = Promise.withResolvers<never>();
    const onAbort = () => reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    try {
      signal.throwIfAborted();
      return await Promise.race([ask(), aborted]);
    } catch (error) {
      throw kafkaFailure(error);
    } finally {
      signal.removeEventListener("abort", onAbort);
    }
  }

  async #refresh(): Promise<void> {
    await this.#connect(this.#appendCluster);
    await this.#appendCluster.refreshMetadata();
  }

  async #ask(): Promise<void> {
    await this.#refresh();
    const failure = this.#names.all
      .map((topic) => this.#appendCluster.topicFailure(topic))
      .find((each) => each !== undefined);
    if (failure !== undefined) throw failure;
  }

  async #disconnect(cluster: KafkaCluster): Promise<void> {
    await withDeadline(this.#clock, drainTimeoutMs, "ending a connection", () =>
      cluster.disconnect(),
    ).catch((error: unknown) => this.#logger.debug({ err: error }, "kafka connection left open"));
  }

  #throwIfClosed(): void {
    if (this.#closing !== undefined) throw new RecordLogUnavailable("the log is closed");
  }
}
