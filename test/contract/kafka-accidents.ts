import type { CloseStack } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import { kafkaClient } from "../harness/kafka-client.ts";
import type { LogAccidents } from "./record-log-harness.ts";

/** What an administrator does to topics and groups; `opened` closes its connection. */
export async function kafkaAccidents(
  opened: CloseStack,
  brokers: readonly string[],
  prefix: string,
): Promise<LogAccidents> {
  const admin = kafkaClient({ brokers: [...brokers] }).admin();
  await admin.connect();
  opened.push("admin", () => admin.disconnect());
  return {
    moveTo: async (offset, { topic, partition }, group) => {
      await admin.setOffsets({
        groupId: prefix + group,
        topic: prefix + topic,
        partitions: [{ partition, offset: `${offset}` }],
      });
    },
    trim: async ({ topic, partition }, beforeOffset) => {
      // It looks for the partitions' leaders, which deleting does not.
      await admin.fetchTopicOffsets(prefix + topic);
      await admin.deleteTopicRecords({
        topic: prefix + topic,
        partitions: [{ partition, offset: `${beforeOffset}` }],
      });
    },
    recreate: async (topic) => {
      const name = prefix + topic;
      await admin.deleteTopics({ topics: [name] });
      await eventually(
        async () => {
          await admin.createTopics({ topics: [{ topic: name, numPartitions: 4 }] });
        },
        { timeoutMs: 20_000 },
      );
    },
  };
}
