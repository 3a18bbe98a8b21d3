import { type Clock, type Logger, withDeadline } from "@rae/kit";
import {
  partitionName,
  type RecordLog,
  RecordLogUnavailable,
  type Tail,
  TailReading,
} from "@rae/stream";
import type { KafkaCluster } from "../cluster/cluster.ts";
import { Metadata } from "../cluster/metadata.ts";
import { readEnds, readOffsets } from "../cluster/offsets.ts";
import { watchGrowth } from "../cluster/partition-growth.ts";
import type { TopicNames } from "../cluster/topic-names.ts";
import { PartitionFetcher } from "./partition-fetcher.ts";

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

/** Reads every partition without a group: nothing of it is known to the brokers. @throws kafkajs's errors. */
export async function openTailReader(options: TailReaderOptions): Promise<Tail> {
  const { cluster, names, clock, logger, minFetchIntervalMs, tail, onClosed } = options;
  const { topics, sinceMs, handle, onFailure, onGap } = tail;
  const partitions = topics.flatMap((topic) => {
    const found = cluster.findTopicPartitionMetadata(names.onCluster(topic));
    if (found.length === 0) throw new RecordLogUnavailable(`Kafka has no topic ${topic}`);
    return found.map(({ partitionId }) => ({ topic, partition: partitionId }));
  });
  const ends = await readEnds(cluster, names, partitions);
  const starts = await readOffsets(cluster, names, partitions, { fromTimestamp: sinceMs });
  const startOf = new Map(starts.map((each) => [partitionName(each), each.offset]));
  const fetcher = new PartitionFetcher({
    cluster,
    names,
    clock,
    rack: options.rack,
    minIntervalMs: minFetchIntervalMs,
  });
  const reading = new TailReading({
    partitions: ends.map((end) => {
      const found = startOf.get(partitionName(end)) ?? -1;
      return { ...end, offset: found < 0 ? end.endOffset : found };
    }),
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
        reading.add({ topic, partition, offset: 0 });
      }
    },
  );
  const close = async () => {
    stopWatching();
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
  let closing: Promise<void> | undefined;
  return {
    caughtUp: reading.caughtUp,
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}
