import { logTopics } from "@rae/protocol";
import type { KafkaRecordLogOptions } from "@rae/stream-kafka";
import type { CassandraAddress } from "./adapters/cassandra/options.ts";
import type { RedisConnectionOptions, RedisTopology } from "./adapters/redis/connection.ts";
import type { ControlPlaneConfig } from "./config-schema.ts";
import type { CassandraConfig, KafkaConfig, RedisConfig } from "./engine-schema.ts";
import { type Login, readEngineSecrets } from "./engine-secrets.ts";

/** How Kafka is reached, and what its topics are; see `readEngineSecrets` for what it throws. */
export function kafkaOptions(
  kafka: KafkaConfig,
  config: ControlPlaneConfig,
): Omit<KafkaRecordLogOptions, "logger" | "clock"> {
  const { brokers, clientId, topicPrefix, replicationFactor, sasl, sessionTimeoutMs } = kafka;
  const { tls, login } = readEngineSecrets(config).kafka;
  return {
    ...{ brokers, clientId, tls },
    sasl: sasl && { ...sasl, password: login.password ?? "" },
    topics: {
      names: Object.values(logTopics),
      prefix: topicPrefix,
      partitions: config.log.partitions,
      partitionsOf: config.log.partitionsOf,
      replicationFactor,
      minInsyncReplicas: kafka.minInsyncReplicas ?? Math.max(1, replicationFactor - 1),
      retentionMs: config.log.retentionMs,
    },
    read: { sessionTimeoutMs, rack: kafka.rack },
  };
}

/** How Redis is reached. */
export function redisOptions(
  redis: RedisConfig,
  config: ControlPlaneConfig,
): RedisConnectionOptions & { readonly keyPrefix: string } {
  const { tls, login, sentinel } = readEngineSecrets(config).redis;
  const { serverName, ...pem } = tls ?? {};
  return {
    topology: topologyOf(redis, sentinel),
    keyPrefix: redis.keyPrefix,
    ...login,
    ...(tls === undefined
      ? {}
      : { tls: { ...pem, ...(serverName === undefined ? {} : { servername: serverName }) } }),
  };
}

function topologyOf({ single, sentinel, cluster }: RedisConfig, login: Login): RedisTopology {
  if (single !== undefined) return { kind: "single", ...single };
  if (cluster !== undefined) return { kind: "cluster", nodes: cluster.nodes };
  const { name = "", sentinels = [], db = 0 } = sentinel ?? {};
  return { kind: "sentinel", name, sentinels, db, ...login };
}

/** Where Cassandra is and who we are. */
export function cassandraAddress(
  cassandra: CassandraConfig,
  config: ControlPlaneConfig,
): CassandraAddress {
  const { contactPoints, localDataCenter, keyspace, consistency } = cassandra;
  const { tls, login } = readEngineSecrets(config).cassandra;
  const address = { contactPoints, localDataCenter, keyspace, consistency, ...login };
  return tls === undefined ? address : { ...address, tls };
}
