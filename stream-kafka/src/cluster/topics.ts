import { type Clock, CodedError, sleep } from "@rae/kit";
import { RecordLogUnavailable } from "@rae/stream";
import type { Admin, ITopicConfig, Kafka } from "kafkajs";
import { isAnswer, kafkaFailure } from "./failure.ts";
import type { KafkaTopicOptions } from "./record-log-options.ts";
import { TopicNames } from "./topic-names.ts";

// How long brokers may take to lead a topic that was just created.
const settleTimeoutMs = 15_000;
const settleIntervalMs = 100;

/**
 * Creates the topics that do not exist, and resolves when they can be used; those that do exist stay as they are.
 * @throws CodedError `config-invalid` if one has another number of partitions: keys would be split over two of them;
 * RecordLogUnavailable.
 */
export async function createTopics(
  kafka: Kafka,
  topics: KafkaTopicOptions,
  clock: Clock,
): Promise<void> {
  const admin = kafka.admin();
  try {
    await admin.connect();
    const created = await createMissing(admin, topics);
    await settled(admin, created, clock);
    await checkPartitions(admin, topics);
  } catch (error) {
    throw kafkaFailure(error);
  } finally {
    await admin.disconnect().catch(() => {});
  }
}

/** A topic is there before its partitions have leaders that know of it. */
async function settled(admin: Admin, names: readonly string[], clock: Clock): Promise<void> {
  const endMs = clock.monotonicMs() + settleTimeoutMs;
  for (const name of names) {
    for (;;) {
      try {
        await admin.fetchTopicOffsets(name);
        break;
      } catch (error) {
        const isPassing = kafkaFailure(error) instanceof RecordLogUnavailable;
        if (!isPassing || clock.monotonicMs() > endMs) throw error;
      }
      await sleep(clock, settleIntervalMs);
    }
  }
}

/** The topics that did not exist. */
async function createMissing(admin: Admin, topics: KafkaTopicOptions): Promise<readonly string[]> {
  const existing = new Set(await admin.listTopics());
  const names = new TopicNames(topics);
  const missing = topics.names.filter((name) => !existing.has(names.onCluster(name)));
  if (missing.length === 0) return [];
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
  return created.map(({ topic }) => topic);
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
  throw new CodedError(
    "config-invalid",
    `the configuration says ${topics.partitions} partitions, but ${faults.join(" and ")}; ` +
      "configure that number, or drain the topic, delete it and let it be created again",
    { details: { partitions: topics.partitions, found: faults } },
  );
}
