import { type Clock, sleep } from "@rae/kit";
import { RecordLogUnavailable } from "@rae/stream";
import { partitionCountOf, type TopicsCluster } from "./cluster.ts";
import { isAnswer, kafkaFailure } from "./failure.ts";
import { readEnds } from "./offsets.ts";
import type { KafkaTopicOptions } from "./record-log-options.ts";
import { TopicNames } from "./topic-names.ts";
import { findingsOf, judgedSettings, topicSettings } from "./topic-settings.ts";

/** A topic as it is now. */
export interface TopicReport {
  /** On the cluster. */
  readonly topic: string;
  readonly partitions: number;
  readonly change: "created" | "grown" | undefined;
  /** For a person: what differs from what Rae needs, what comes of it, and what to do. */
  readonly findings: readonly string[];
}

// How long brokers may take to lead a topic that was just created.
const settleTimeoutMs = 15_000;
const settleIntervalMs = 100;
const topicResource = 2;

/**
 * Connects the cluster, creates the topics that do not exist, and resolves when they can be used. Those that exist stay as they are;
 * only `grow` adds the partitions that one has fewer than configured.
 * @throws RecordLogUnavailable.
 */
export async function prepareTopics(
  cluster: TopicsCluster,
  topics: KafkaTopicOptions,
  clock: Clock,
  fewer: "grow" | "leave",
): Promise<readonly TopicReport[]> {
  const names = new TopicNames(topics);
  try {
    await cluster.connect();
    await cluster.addMultipleTargetTopics([...names.all]);
    const created = await createMissing(cluster, topics);
    const grown = fewer === "grow" ? await addPartitions(cluster, topics) : new Set<string>();
    await settled(cluster, topics, new Set([...created, ...grown]), clock);
    const reports = topics.names.map(async (name) => ({
      topic: names.onCluster(name),
      partitions: partitionCountOf(cluster, names.onCluster(name)) ?? 0,
      change: created.has(name)
        ? ("created" as const)
        : grown.has(name)
          ? ("grown" as const)
          : undefined,
      findings: [
        ...partitionFindings(cluster, name, topics),
        ...(created.has(name) ? [] : await settingFindings(cluster, name, topics)),
      ],
    }));
    return await Promise.all(reports);
  } catch (error) {
    throw kafkaFailure(error);
  }
}

/** The topics that did not exist. */
async function createMissing(
  cluster: TopicsCluster,
  topics: KafkaTopicOptions,
): Promise<ReadonlySet<string>> {
  const names = new TopicNames(topics);
  const missing = topics.names.filter((name) =>
    isAnswer(cluster.topicFailure(names.onCluster(name)), "UNKNOWN_TOPIC_OR_PARTITION"),
  );
  if (missing.length === 0) return new Set();
  const controller = await cluster.findControllerBroker();
  try {
    await controller.createTopics({
      topics: missing.map((name) => ({
        topic: names.onCluster(name),
        numPartitions: partitionsFor(name, topics),
        replicationFactor: topics.replicationFactor,
        configEntries: topicSettings(name, topics),
      })),
    });
  } catch (error) {
    // Another process may have been first.
    const errors: readonly unknown[] =
      error instanceof Error && hasErrors(error) ? error.errors : [error];
    const failed = errors.find((each) => !isAnswer(each, "TOPIC_ALREADY_EXISTS"));
    if (failed !== undefined) throw failed;
  }
  return new Set(missing);
}

function hasErrors(error: Error): error is Error & { readonly errors: readonly unknown[] } {
  return "errors" in error && Array.isArray(error.errors);
}

/** The topics that had fewer partitions than configured. */
async function addPartitions(
  cluster: TopicsCluster,
  topics: KafkaTopicOptions,
): Promise<ReadonlySet<string>> {
  const names = new TopicNames(topics);
  const short = topics.names.filter((name) => {
    const has = partitionCountOf(cluster, names.onCluster(name));
    return has !== undefined && has < partitionsFor(name, topics);
  });
  if (short.length === 0) return new Set();
  const controller = await cluster.findControllerBroker();
  await controller.createPartitions({
    topicPartitions: short.map((name) => ({
      topic: names.onCluster(name),
      count: partitionsFor(name, topics),
    })),
  });
  return new Set(short);
}

/** A topic is there before its partitions have leaders that know of it. */
async function settled(
  cluster: TopicsCluster,
  topics: KafkaTopicOptions,
  changed: ReadonlySet<string>,
  clock: Clock,
): Promise<void> {
  const names = new TopicNames(topics);
  const endMs = clock.monotonicMs() + settleTimeoutMs;
  for (const topic of changed) {
    for (;;) {
      try {
        await cluster.refreshMetadata();
        const count = partitionCountOf(cluster, names.onCluster(topic)) ?? 0;
        if (count < partitionsFor(topic, topics)) {
          throw new RecordLogUnavailable(`Kafka does not show all partitions of ${topic} yet`);
        }
        const all = Array.from({ length: count }, (_, partition) => ({ topic, partition }));
        await readEnds(cluster, names, all);
        break;
      } catch (error) {
        if (clock.monotonicMs() > endMs) throw error;
      }
      await sleep(clock, settleIntervalMs);
    }
  }
}

function partitionsFor(name: string, topics: KafkaTopicOptions): number {
  return topics.partitionsOf?.[name] ?? topics.partitions;
}

function partitionFindings(
  cluster: TopicsCluster,
  name: string,
  topics: KafkaTopicOptions,
): readonly string[] {
  const has = partitionCountOf(cluster, new TopicNames(topics).onCluster(name));
  const wanted = partitionsFor(name, topics);
  if (has === undefined || has === wanted) return [];
  return has < wanted
    ? [`it has ${has} partitions and ${wanted} are configured: run rae-control-plane create-topics`]
    : [`it has ${has} partitions and ${wanted} are configured: all are used; configure ${has}`];
}

async function settingFindings(
  cluster: TopicsCluster,
  name: string,
  topics: KafkaTopicOptions,
): Promise<readonly string[]> {
  const topic = new TopicNames(topics).onCluster(name);
  const failure = cluster.topicFailure(topic);
  if (failure !== undefined) return [`Kafka does not describe it: ${failure.message}`];
  try {
    const controller = await cluster.findControllerBroker();
    const configNames = judgedSettings(name, topics);
    const { resources } = await controller.describeConfigs({
      resources: [{ type: topicResource, name: topic, configNames }],
    });
    const entries = resources.flatMap(({ configEntries }) => configEntries);
    const found = new Map(entries.map((each) => [each.configName, each.configValue]));
    return findingsOf(name, topic, topics, found);
  } catch (error) {
    // A user that may not describe topics can still use them.
    const message = error instanceof Error ? error.message : String(error);
    return [`its settings could not be checked: ${message}`];
  }
}
