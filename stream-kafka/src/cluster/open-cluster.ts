import { type Clock, systemClock } from "@rae/kit";
import { type Assigner, type Cluster, Kafka, logLevel, type SASLOptions } from "kafkajs";
import { boundCluster } from "./bounded-cluster.ts";
import { type BrokerAddress, parseBrokerAddress } from "./broker-address.ts";
import { clientLog } from "./client-log.ts";
import type { TopicsCluster } from "./cluster.ts";
import { type ConnectionBuilder, guardConnections } from "./guarded-connections.ts";
import { type BrokerPool, keepPartialMetadata } from "./partial-metadata.ts";
import { quietIdleTimers } from "./quiet-timers.ts";
import type { KafkaConnectionOptions, KafkaSasl } from "./record-log-options.ts";

export const defaultRequestTimeoutMs = 10_000;
// What connecting takes at most, beside the login and the request itself.
const connectingMs = 10_000;

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
    // `guardConnections` gives requests their deadline.
    enforceRequestTimeout: false,
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
  const whole = Object.assign(cluster, {
    connect,
    topicFailure: (topic: string) => failures.get(topic),
  });
  const { requestTimeoutMs = defaultRequestTimeoutMs } = options;
  return boundCluster(whole, clock, 2 * requestTimeoutMs + connectingMs);
}
