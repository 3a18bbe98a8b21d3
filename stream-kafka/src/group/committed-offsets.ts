import { type OffsetCommit, partitionName, type TopicPartition } from "@rae/stream";
import type { KafkaCluster } from "../cluster/cluster.ts";
import { readOffsets } from "../cluster/offsets.ts";
import type { TopicNames } from "../cluster/topic-names.ts";

/** Where a group goes on reading: behind what it committed, or at the first record there is. @throws kafkajs's errors. */
export async function committedOffsets(
  cluster: KafkaCluster,
  names: TopicNames,
  groupId: string,
  partitions: readonly TopicPartition[],
): Promise<readonly OffsetCommit[]> {
  if (partitions.length === 0) return [];
  const coordinator = await cluster.findGroupCoordinator({ groupId });
  const byTopic = Map.groupBy(partitions, ({ topic }) => topic);
  const { responses } = await coordinator.offsetFetch({
    groupId,
    topics: [...byTopic].map(([topic, ofTopic]) => ({
      topic: names.onCluster(topic),
      partitions: ofTopic.map(({ partition }) => ({ partition })),
    })),
  });
  const committed = responses.flatMap(({ topic, partitions: offsets }) =>
    offsets.map(({ partition, offset }) => ({
      topic: names.here(topic),
      partition,
      offset: Number(offset),
    })),
  );
  const fresh = committed.filter(({ offset }) => offset < 0);
  if (fresh.length === 0) return committed;
  const first = await readOffsets(cluster, names, fresh, { fromBeginning: true });
  const firstOf = new Map(first.map((each) => [partitionName(each), each.offset]));
  return committed.map((each) => ({
    ...each,
    offset: each.offset < 0 ? (firstOf.get(partitionName(each)) ?? 0) : each.offset,
  }));
}
