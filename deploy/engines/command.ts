import { parseArgs } from "node:util";
import type { EngineKind } from "./engine-process.ts";
import type { EnginesOptions } from "./open-engines.ts";

/** What `npm run engines` was asked for. */
export interface EnginesCommand {
  readonly brokers: 1 | 3;
  readonly only: readonly EngineKind[];
  readonly kafkaPort: number;
  readonly cassandraPort: number;
  readonly storagePort: number;
  readonly redisPort: number;
  readonly persistentRedis: boolean;
}

const engineNames: readonly EngineKind[] = ["kafka", "cassandra", "redis"];

/** For a person. */
export const usage = `Starts real Kafka, Cassandra and Redis on loopback, until Ctrl-C. Data stays for the next start.

npm run engines -- [options]

  --brokers 1|3            nodes of Kafka (1); three replicate every topic
  --only NAMES             some of kafka,cassandra,redis
  --kafka-port N           first broker (9092); its controller listens at N+1, the next broker at N+2
  --cassandra-port N       (9042)
  --storage-port N         Cassandra among its nodes (7000)
  --redis-port N           (6379)
  --persistent-redis       Redis keeps its data over a restart; else it starts empty, as a view that is lost
  --help

A port of 0 is any that is free.
Data: RAE_DATA_DIR/engines (data/engines). Downloaded engines: RAE_ENGINES_DIR (.engines).`;

/** Undefined when help is asked for. @throws Error with a sentence for a person. */
export function parseEnginesCommand(args: readonly string[]): EnginesCommand | undefined {
  const text = { type: "string" } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      brokers: { ...text, default: "1" },
      only: { ...text, default: engineNames.join(",") },
      "kafka-port": { ...text, default: "9092" },
      "cassandra-port": { ...text, default: "9042" },
      "storage-port": { ...text, default: "7000" },
      "redis-port": { ...text, default: "6379" },
      "persistent-redis": { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return undefined;
  if (values.brokers !== "1" && values.brokers !== "3") {
    throw new Error(`--brokers is "${values.brokers}"; it takes 1 or 3`);
  }
  return {
    brokers: values.brokers === "1" ? 1 : 3,
    only: values.only.split(",").map(engineNamed),
    kafkaPort: portOf("--kafka-port", values["kafka-port"]),
    cassandraPort: portOf("--cassandra-port", values["cassandra-port"]),
    storagePort: portOf("--storage-port", values["storage-port"]),
    redisPort: portOf("--redis-port", values["redis-port"]),
    persistentRedis: values["persistent-redis"],
  };
}

function engineNamed(text: string): EngineKind {
  const name = engineNames.find((each) => each === text);
  if (name === undefined) {
    throw new Error(`--only names "${text}"; it takes ${engineNames.join(", ")}, with commas`);
  }
  return name;
}

function portOf(option: string, text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(
      `${option} is "${text}"; it takes a port from 1 to 65535, or 0 for any that is free`,
    );
  }
  return port;
}

/** The same for `openEngines`. */
export function enginesOptions(command: EnginesCommand): Omit<EnginesOptions, "dataDir"> {
  const { brokers, only, persistentRedis } = command;
  return {
    kafka: only.includes("kafka") && { brokers, ...chosen("port", command.kafkaPort) },
    cassandra: only.includes("cassandra") && {
      ...chosen("port", command.cassandraPort),
      ...chosen("storagePort", command.storagePort),
    },
    redis: only.includes("redis") && {
      isPersistent: persistentRedis,
      ...chosen("port", command.redisPort),
    },
  };
}

function chosen<Name extends string>(
  name: Name,
  port: number,
): { readonly [name in Name]?: number } {
  return port === 0 ? {} : ({ [name]: port } as { readonly [name in Name]: number });
}
