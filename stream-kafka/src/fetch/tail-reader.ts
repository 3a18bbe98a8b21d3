import { type Clock, type Logger, withDeadline } from "@rae/kit";
import { type RecordLog, RecordLogUnavailable, type Tail, TailReading } from "@rae/stream";
import type { KafkaCluster } from "../cluster/cluster.ts";
import { Metadata } from "../cluster/metadata.ts";
import { watchGrowth } from "../cluster/partition-growth.ts";
import type { TopicNames } from "../cluster/topic-names.ts";
import { PartitionFetcher } from "./partition-fetcher.ts";
import { TailStarts } from "./tail-starts.ts";

export interface TailReaderOptions {
  readonly cluster: KafkaCluster;
  readonly names: TopicNames;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly minFetchIntervalMs: number;
  readonly rack: string | undefined;
  readonly tail: Parameters<RecordLog["tail"]>[0];
  readonly onClosed: () => void;
}

const stopTimeoutMs = 5_000;

/**
 * Reads every partition without a group: nothing of it is known to the brokers. Resolves when one partition at least can be read, and
 * all whose leaders answer; each of the others is read from the moment on that it can be.
 * @throws kafkajs's errors, if none can be.
 */
export async function openTailReader(options: TailReaderOptions): Promise<Tail> {
  const { cluster, names, clock, logger, minFetchIntervalMs, tail, onClosed } = options;
  const { topics, sinceMs, handle, onFailure, onGap } = tail;
  const partitions = topics.flatMap((topic) => {
    const found = cluster.findTopicPartitionMetadata(names.onCluster(topic));
    if (found.length === 0) throw new RecordLogUnavailable(`Kafka has no topic ${topic}`);
    return found.map(({ partitionId }) => ({ topic, partition: partitionId }));
  });
  const fetcher = new PartitionFetcher({
    cluster,
    names,
    clock,
    rack: options.rack,
    minIntervalMs: minFetchIntervalMs,
  });
  const reading = new TailReading({
    partitions: [],
    awaited: partitions,
    read: fetcher.read,
    handle,
    onFailure,
    onGap,
    clock,
    logger,
  });
  const onCluster = topics.map((topic) => names.onCluster(topic));
  const stopWatching = watchGrowth(
    new Metadata(cluster, clock),
    onCluster,
    clock,
    (grown, from, to) => {
      const topic = names.here(grown);
      for (let partition = from; partition < to; partition += 1) {
        reading.add({ topic, partition, offset: 0, endOffset: 0 });
      }
    },
  );
  const starts = new TailStarts({
    ...{ cluster, names, clock, logger, sinceMs },
    onFound: (start) => reading.add(start),
  });
  const close = async () => {
    stopWatching();
    starts.stop();
    try {
      await reading.close();
    } finally {
      await withDeadline(clock, stopTimeoutMs, "the last fetch of a tail", async () => {
        await fetcher.stop();
        await cluster.disconnect();
      }).catch((error: unknown) => logger.debug({ err: error }, "kafka reader left open"));
      onClosed();
    }
  };
  try {
    await starts.find(partitions);
  } catch (error) {
    stopWatching();
    await reading.close();
    await fetcher.stop();
    throw error;
  }
  let closing: Promise<void> | undefined;
  return {
    caughtUp: reading.caughtUp,
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}
