import assert from "node:assert";
import { logTopics } from "@rae/protocol";
import { partitionOfKey, type RecordLog } from "@rae/stream";

const topics = [logTopics.events, logTopics.commands, logTopics.outcomes] as const;
type BoxTopic = (typeof topics)[number];

/** In which partition of each topic the records of a box lie, as of the last time that partitions were gained. */
export class BoxPlaces {
  readonly #counts = new Map<string, number>();

  /** Learns how many partitions the topics have now. @throws RecordLogUnavailable, as `partitionCount` does. */
  async learn(log: RecordLog, signal: AbortSignal): Promise<void> {
    const learn = async (topic: BoxTopic) => {
      this.#counts.set(topic, await log.partitionCount(topic, signal));
    };
    await Promise.all(topics.map(learn));
  }

  partitionOf(topic: BoxTopic, boxId: string): number {
    const count = this.#counts.get(topic);
    assert(count !== undefined, "places are asked for before any partition was gained");
    return partitionOfKey(boxId, count);
  }
}
