import {
  type OffsetCommit,
  type PartitionEnd,
  partitionName,
  type TopicPartition,
} from "@rae/stream";
import type { KafkaCluster } from "./cluster.ts";
import type { TopicNames } from "./topic-names.ts";

export interface OffsetRange {
  readonly firstOffset: number;
  readonly endOffset: number;
}

type Since = { readonly fromBeginning: boolean } | { readonly fromTimestamp: number };

/** Where each partition begins and ends now. @throws kafkajs's errors. */
export async function readRange(
  cluster: KafkaCluster,
  names: TopicNames,
  partitions: readonly TopicPartition[],
): Promise<ReadonlyMap<string, OffsetRange>> {
  const [first, ends] = await Promise.all([
    readOffsets(cluster, names, partitions, { fromBeginning: true }),
    readEnds(cluster, names, partitions),
  ]);
  const firstOf = new Map(first.map((each) => [partitionName(each), each.offset]));
  return new Map(
    ends.map((each) => {
      const name = partitionName(each);
      return [name, { firstOffset: firstOf.get(name) ?? 0, endOffset: each.endOffset }];
    }),
  );
}

/** The offset that the next record of each partition gets. */
export async function readEnds(
  cluster: KafkaCluster,
  names: TopicNames,
  partitions: readonly TopicPartition[],
): Promise<readonly PartitionEnd[]> {
  const ends = await readOffsets(cluster, names, partitions, { fromBeginning: false });
  return ends.map(({ topic, partition, offset }) => ({ topic, partition, endOffset: offset }));
}

/** The first record at or after a time, or the first of all; -1 where there is none. */
export async function readOffsets(
  cluster: KafkaCluster,
  names: TopicNames,
  partitions: readonly TopicPartition[],
  since: Since,
): Promise<readonly OffsetCommit[]> {
  const byTopic = Map.groupBy(partitions, ({ topic }) => topic);
  const asked = [...byTopic].map(([topic, ofTopic]) => ({
    topic: names.onCluster(topic),
    partitions: ofTopic.map(({ partition }) => ({ partition })),
    ...since,
  }));
  const found = await cluster.fetchTopicsOffset(asked);
  return found.flatMap(({ topic, partitions: offsets }) =>
    offsets.map(({ partition, offset }) => ({
      topic: names.here(topic),
      partition,
      offset: Number(offset),
    })),
  );
}
