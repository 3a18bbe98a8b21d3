import { type Clock, repeat } from "@rae/kit";
import type { Metadata } from "./metadata.ts";

/** How many partitions topics have, by their names on the cluster. */
export type PartitionCounts = ReadonlyMap<string, number>;

// Those who read have new partitions within a minute, with a rebalance and the brokers' own delay.
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

/** Calls `onGrown` each time when one of the topics is found to have gone from one count to more. The returned function stops it. */
export function watchGrowth(
  metadata: Metadata,
  topics: readonly string[],
  clock: Clock,
  onGrown: (topic: string, from: number, to: number) => void,
): () => void {
  let known = countPartitions(metadata, topics);
  const look = async () => {
    await metadata.refresh();
    const found = countPartitions(metadata, topics);
    const before = known;
    known = found;
    for (const [topic, to] of found) {
      const from = before.get(topic) ?? 0;
      if (to > from) onGrown(topic, from, to);
    }
  };
  return repeat(clock, everyMs, look, () => {});
}
