import type { Clock, Logger } from "@rae/kit";
import type { Registry } from "prom-client";

/** How a Kafka cluster is reached. */
export interface KafkaConnectionOptions {
  /** `host:port`, or `[address]:port`, of some brokers; the others are found through them. */
  readonly brokers: readonly string[];
  readonly clientId: string;
  /** TLS when given, even if empty: then the system's certificate authorities are trusted. PEM texts. */
  readonly tls?:
    | { readonly ca?: string; readonly cert?: string; readonly key?: string }
    | undefined;
  readonly sasl?: KafkaSasl | undefined;
  /** How long one answer of a broker may take. Default 10 s. */
  readonly requestTimeoutMs?: number | undefined;
  readonly logger: Logger;
}

export interface KafkaSasl {
  readonly mechanism: "plain" | "scram-sha-256" | "scram-sha-512";
  readonly username: string;
  readonly password: string;
}

/** The topics of a log and how they are created. */
export interface KafkaTopicOptions {
  readonly names: readonly string[];
  /** Put before the names of topics and groups on the cluster, so that several installations can share one. Default none. */
  readonly prefix?: string | undefined;
  /** Of topics that are created, as long as `partitionsOf` does not name them. A topic that has more keeps them. */
  readonly partitions: number;
  readonly partitionsOf?: Readonly<Record<string, number>> | undefined;
  readonly replicationFactor: number;
  readonly minInsyncReplicas: number;
  /** By name; a topic that is not named keeps the cluster's default. */
  readonly retentionMs: Readonly<Record<string, number>>;
  /** The largest batch that a topic must take. Default 2 MiB. */
  readonly maxMessageBytes?: number | undefined;
}

/** How a group is read. */
export interface KafkaReadOptions {
  /** How long a member may be silent before its partitions are another's. Default 15 s. */
  readonly sessionTimeoutMs?: number | undefined;
  /** How long the members of a group have to end their work and join again. Default 30 s. */
  readonly rebalanceTimeoutMs?: number | undefined;
  /** Small fetches of one broker are at least this far apart. Default 5 ms. */
  readonly minFetchIntervalMs?: number | undefined;
  /** Where this process is, by the brokers' `broker.rack`: they may name a replica there to read from (KIP-392). */
  readonly rack?: string | undefined;
}

export interface KafkaRecordLogOptions extends KafkaConnectionOptions {
  readonly topics: KafkaTopicOptions;
  readonly read?: KafkaReadOptions | undefined;
  readonly clock?: Clock | undefined;
  /** Where the metrics `rae_log_*` go; none are made without it. */
  readonly metrics?: Registry | undefined;
}
