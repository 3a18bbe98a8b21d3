import { RaeError } from "@rae/protocol";
import type { Admin, ITopicConfig, Kafka } from "kafkajs";
import { isAnswer, kafkaFailure } from "./failure.ts";
import type { KafkaTopicOptions } from "./record-log-options.ts";
import { TopicNames } from "./topic-names.ts";

/**
 * Creates the topics that do not exist; those that do stay as they are.
 * @throws RaeError `config-invalid` if one has another number of partitions: keys would be split over two of them;
 * RecordLogUnavailable.
 */
export async function createTopics(kafka: Kafka, topics: KafkaTopicOptions): Promise<void> {
  const admin = kafka.admin();
  try {
    await admin.connect();
    await createMissing(admin, topics);
    await checkPartitions(admin, topics);
  } catch (error) {
    throw kafkaFailure(error);
  } finally {
    await admin.disconnect().catch(() => {});
  }
}

async function createMissing(admin: Admin, topics: KafkaTopicOptions): Promise<void> {
  const existing = new Set(await admin.listTopics());
  const names = new TopicNames(topics);
  const missing = topics.names.filter((name) => !existing.has(names.onCluster(name)));
  if (missing.length === 0) return;
  const created = missing.map((name) => topicConfig(names.onCluster(name), name, topics));
  try {
    await admin.createTopics({ topics: created, waitForLeaders: true });
  } catch (error) {
    // Another process may have been first.
    const errors: readonly unknown[] =
      error instanceof Error && hasErrors(error) ? error.errors : [error];
    const failed = errors.find((each) => !isAnswer(each, "TOPIC_ALREADY_EXISTS"));
    if (failed !== undefined) throw failed;
  }
}

function hasErrors(error: Error): error is Error & { readonly errors: readonly unknown[] } {
  return "errors" in error && Array.isArray(error.errors);
}

function topicConfig(topic: string, name: string, topics: KafkaTopicOptions): ITopicConfig {
  const { partitions, replicationFactor, minInsyncReplicas, retentionMs } = topics;
  const { maxMessageBytes = 2 * 2 ** 20 } = topics;
  const retention = retentionMs[name];
  return {
    topic,
    numPartitions: partitions,
    replicationFactor,
    configEntries: [
      { name: "min.insync.replicas", value: `${minInsyncReplicas}` },
      { name: "unclean.leader.election.enable", value: "false" },
      { name: "max.message.bytes", value: `${maxMessageBytes}` },
      // Retention and reading since a time go by one clock, the log's.
      { name: "message.timestamp.type", value: "LogAppendTime" },
      ...(retention === undefined ? [] : [{ name: "retention.ms", value: `${retention}` }]),
    ],
  };
}

async function checkPartitions(admin: Admin, topics: KafkaTopicOptions): Promise<void> {
  const names = new TopicNames(topics);
  const found = await admin.fetchTopicMetadata({ topics: [...names.all] });
  const faults = found.topics
    .filter(({ partitions }) => partitions.length !== topics.partitions)
    .map(({ name, partitions }) => `${name} has ${partitions.length}`);
  if (faults.length === 0) return;
  throw new RaeError(
    "config-invalid",
    `the configuration says ${topics.partitions} partitions, but ${faults.join(" and ")}; ` +
      "configure that number, or drain the topic, delete it and let it be created again",
    { details: { partitions: topics.partitions, found: faults } },
  );
}
