import {
  applySchema,
  type FleetView,
  type History,
  openCassandraHistory,
  openRedisFleetView,
} from "@rae/control-plane";
import { silentLogger, systemClock } from "@rae/kit";
import { logTopics } from "@rae/protocol";
import type { RecordLog } from "@rae/stream";
import {
  createKafkaTopics,
  type KafkaRecordLogOptions,
  openKafkaRecordLog,
} from "@rae/stream-kafka";
import type { SharedEngines } from "../../harness/engines.ts";

/** Where a benchmark works: topics, keys and a keyspace of its own on the engines. */
export interface BenchPlace {
  readonly engines: SharedEngines;
  /** `[a-z][a-z0-9_]*` */
  readonly name: string;
}

/** As is the default with Kafka. */
export const benchPartitions = 12;
const shared = { clock: systemClock, logger: silentLogger };

/** Makes topics and tables. */
export async function prepareBenchPlace(place: BenchPlace): Promise<void> {
  await Promise.all([
    createKafkaTopics(logOptions(place)),
    applySchema({ ...cassandraOptions(place), replication: { [dataCenterOf(place)]: 1 } }),
  ]);
}

export function openBenchLog(place: BenchPlace): RecordLog {
  return openKafkaRecordLog(logOptions(place));
}

export function openBenchView({ engines: { redis }, name }: BenchPlace): FleetView {
  return openRedisFleetView({
    ...shared,
    topology: { kind: "single", ...redis },
    keyPrefix: `${name}:`,
  });
}

export function openBenchHistory(place: BenchPlace): History {
  return openCassandraHistory(cassandraOptions(place));
}

function logOptions({ engines: { kafkaBrokers }, name }: BenchPlace): KafkaRecordLogOptions {
  return {
    ...shared,
    brokers: kafkaBrokers,
    clientId: "bench",
    topics: {
      names: Object.values(logTopics),
      prefix: `${name}.`,
      partitions: benchPartitions,
      replicationFactor: Math.min(3, kafkaBrokers.length),
      minInsyncReplicas: Math.min(2, kafkaBrokers.length),
      retentionMs: {},
    },
  };
}

function cassandraOptions({ engines: { cassandra }, name }: BenchPlace) {
  const { host, port, dataCenter } = cassandra;
  return {
    ...shared,
    contactPoints: [`${host}:${port}`],
    localDataCenter: dataCenter,
    keyspace: name,
  };
}

function dataCenterOf({ engines }: BenchPlace): string {
  return engines.cassandra.dataCenter;
}
