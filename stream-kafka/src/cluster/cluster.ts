import type { Cluster } from "kafkajs";
import type { WireBroker } from "../wire/broker.ts";

/** A Kafka cluster as kafkajs sees it: metadata, and one connection for requests and one for fetches to each broker. */
export interface KafkaCluster {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  addMultipleTargetTopics(topics: string[]): Promise<void>;
  refreshMetadata(): Promise<void>;
  findTopicPartitionMetadata: Cluster["findTopicPartitionMetadata"];
  /** Why the newest metadata does not describe a topic; undefined if it does, or was never asked for it. */
  topicFailure(topic: string): Error | undefined;
  fetchTopicsOffset: Cluster["fetchTopicsOffset"];
  findBroker(node: { readonly nodeId: string }): Promise<WireBroker>;
  findGroupCoordinator(group: { readonly groupId: string }): Promise<WireBroker>;
}

/** A cluster for the one who cares for topics. */
export interface TopicsCluster extends KafkaCluster {
  findControllerBroker(): Promise<TopicsBroker>;
}

export interface TopicSetting {
  readonly name: string;
  readonly value: string;
}

/** Requests about topics; each rejects if the answer holds any error. */
export interface TopicsBroker {
  createTopics(request: {
    readonly topics: readonly {
      readonly topic: string;
      readonly numPartitions: number;
      readonly replicationFactor: number;
      readonly configEntries: readonly TopicSetting[];
    }[];
  }): Promise<unknown>;
  createPartitions(request: {
    readonly topicPartitions: readonly { readonly topic: string; readonly count: number }[];
  }): Promise<unknown>;
  describeConfigs(request: {
    readonly resources: readonly {
      readonly type: number;
      readonly name: string;
      readonly configNames: readonly string[];
    }[];
  }): Promise<{
    readonly resources: readonly {
      readonly configEntries: readonly {
        readonly configName: string;
        readonly configValue: string | null;
      }[];
    }[];
  }>;
}

/** How many partitions a topic has, as last heard; undefined while nothing is known of it. */
export function partitionCountOf(cluster: KafkaCluster, topic: string): number | undefined {
  return partitionsOf(cluster, topic)?.length;
}

/** The broker that leads a partition, as far as is known; undefined if none does. */
export function leaderOf(
  cluster: KafkaCluster,
  topic: string,
  partition: number,
): number | undefined {
  const found = partitionsOf(cluster, topic)?.find(({ partitionId }) => partitionId === partition);
  return found === undefined || found.leader < 0 ? undefined : found.leader;
}

function partitionsOf(cluster: KafkaCluster, topic: string) {
  try {
    const found = cluster.findTopicPartitionMetadata(topic);
    return found.length === 0 ? undefined : found;
  } catch {
    // Nothing has been loaded yet.
    return undefined;
  }
}
