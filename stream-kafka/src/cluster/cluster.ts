import { type Clock, systemClock } from "@rae/kit";
import { type Assigner, type Cluster, Kafka, logLevel, type SASLOptions } from "kafkajs";
import type { WireBroker } from "../wire/broker.ts";
import { type BrokerAddress, parseBrokerAddress } from "./broker-address.ts";
import { clientLog } from "./client-log.ts";
import { type ConnectionBuilder, guardConnections } from "./guarded-connections.ts";
import { type BrokerPool, keepPartialMetadata } from "./partial-metadata.ts";
import { quietIdleTimers } from "./quiet-timers.ts";
import type { KafkaConnectionOptions, KafkaSasl } from "./record-log-options.ts";

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

export const defaultRequestTimeoutMs = 10_000;

export function openKafka(options: KafkaConnectionOptions): Kafka {
  const {
    brokers,
    clientId,
    tls,
    sasl,
    requestTimeoutMs = defaultRequestTimeoutMs,
    logger,
  } = options;
  quietIdleTimers();
  return new Kafka({
    brokers: [...brokers],
    clientId,
    requestTimeout: requestTimeoutMs,
    connectionTimeout: 3_000,
    authenticationTimeout: 5_000,
    // Whoever calls knows whether trying again is of use, and how long.
    retry: { retries: 0 },
    logLevel: logLevel.WARN,
    logCreator: clientLog(logger),
    ...(tls === undefined ? {} : { ssl: { ...tls } }),
    ...(sasl === undefined ? {} : { sasl: saslOf(sasl) }),
  });
}

function saslOf({ mechanism, username, password }: KafkaSasl): SASLOptions {
  // One object for each mechanism, for their union is closed.
  if (mechanism === "plain") return { mechanism, username, password };
  if (mechanism === "scram-sha-256") return { mechanism, username, password };
  return { mechanism, username, password };
}

/**
 * A client of a cluster, which connects when it is told to. @throws Error for a broker whose address cannot be read.
 *
 * kafkajs gives its cluster to partition assigners and to nobody else. Its producer may skip a broker that had answered when
 * it sends a batch again, and its consumer waits for the slowest partition before it fetches for any: both are made
 * here, on the requests below them.
 */
export function openCluster(
  options: KafkaConnectionOptions & { readonly clock?: Clock | undefined },
): TopicsCluster {
  const brokers: readonly BrokerAddress[] = options.brokers.map(parseBrokerAddress);
  const kafka = openKafka(options);
  let found: Cluster | undefined;
  const noAssigner: Assigner = {
    name: "none",
    version: 0,
    assign: async () => [],
    protocol: () => ({ name: "none", metadata: Buffer.alloc(0) }),
  };
  kafka.consumer({
    groupId: "none",
    allowAutoTopicCreation: false,
    readUncommitted: true,
    partitionAssigners: [
      ({ cluster }) => {
        found = cluster;
        return noAssigner;
      },
    ],
  });
  if (found === undefined) throw new Error("this version of kafkajs gives no cluster to assigners");
  // Its types leave out the requests of a group's members.
  const cluster = found as unknown as TopicsCluster & {
    readonly brokerPool: BrokerPool;
    readonly connectionPoolBuilder: ConnectionBuilder;
  };
  const { clock = systemClock } = options;
  guardConnections(cluster.connectionPoolBuilder, brokers, clock);
  const connectToNext = cluster.connect.bind(cluster);
  const connect = async () => {
    for (const _ of brokers.slice(1)) {
      try {
        return await connectToNext();
      } catch {
        // The next one may be there.
      }
    }
    return await connectToNext();
  };
  const failures = keepPartialMetadata(cluster.brokerPool, clock);
  return Object.assign(cluster, {
    connect,
    topicFailure: (topic: string) => failures.get(topic),
  });
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
