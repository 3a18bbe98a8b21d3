import { type Clock, repeat } from "@rae/kit";
import type { Metadata } from "../cluster/metadata.ts";

/** How many partitions topics have, by their names on the cluster. */
export type PartitionCounts = ReadonlyMap<string, number>;

// A group has its new partitions within a minute, with a rebalance and a brokers' own delay.
const everyMs = 15_000;

/** What is known now; topics that nothing is known of are left out. */
export function countPartitions(metadata: Metadata, topics: Iterable<string>): PartitionCounts {
  const counts = new Map<string, number>();
  for (const topic of topics) {
    const count = metadata.partitionCountOf(topic);
    if (count !== undefined) counts.set(topic, count);
  }
  return counts;
}

/** Calls `onGrown` each time when one of the topics is found with more partitions. The returned function stops it. */
export function watchGrowth(
  metadata: Metadata,
  topics: readonly string[],
  clock: Clock,
  onGrown: (topic: string, count: number) => void,
): () => void {
  let known = countPartitions(metadata, topics);
  const look = async () => {
    await metadata.refresh();
    const found = countPartitions(metadata, topics);
    const before = known;
    known = found;
    for (const [topic, count] of found) if (count > (before.get(topic) ?? 0)) onGrown(topic, count);
  };
  return repeat(clock, everyMs, look, () => {});
}
