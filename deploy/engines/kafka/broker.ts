import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createEngine, type Engine } from "../engine-process.ts";
import { javaProgram } from "../java.ts";
import { acceptsConnections } from "../loopback-connection.ts";
import type { ServerSecrets } from "../secured.ts";
import { type KafkaNode, serverProperties } from "./server-properties.ts";

export interface BrokerOptions {
  readonly folder: string;
  readonly jars: string;
  readonly node: KafkaNode;
  /** All nodes of the cluster. */
  readonly nodes: readonly KafkaNode[];
  readonly secrets: ServerSecrets | undefined;
}

/** Any 16 bytes; every cluster on loopback may have the same, as folders are not mixed. */
const clusterId = "cmFlLWVuZ2luZXMtMDAwMQ";
const formatTimeoutMs = 60_000;

/** One node of a Kafka cluster in KRaft mode, that does not run yet. */
export function createBroker({ folder, jars, node, nodes, secrets }: BrokerOptions): Engine {
  const propertiesFile = join(folder, "server.properties");
  const logDir = join(folder, "log");
  const java = javaProgram();
  const log4j = `-Dlog4j2.configurationFile=${join(import.meta.dirname, "log4j2.xml")}`;
  const classPath = ["-cp", join(jars, "*")];
  const name = nodes.length === 1 ? "Kafka" : `Kafka broker ${node.id}`;
  return createEngine({
    ...{ kind: "kafka", name, folder, port: node.port, furtherPorts: [node.controllerPort] },
    async prepare() {
      writeFileSync(propertiesFile, serverProperties(node, nodes, logDir, secrets));
      if (existsSync(join(logDir, "meta.properties"))) return;
      mkdirSync(logDir, { recursive: true });
      const format = ["kafka.tools.StorageTool", "format", "-t", clusterId, "-c", propertiesFile];
      if (secrets !== undefined) {
        const { username, password } = secrets;
        format.push("--add-scram", `SCRAM-SHA-512=[name=${username},password=${password}]`);
      }
      const args = [...lightJava, log4j, ...classPath, ...format];
      const { status, stdout, stderr } = spawnSync(java, args, {
        encoding: "utf8",
        timeout: formatTimeoutMs,
      });
      if (status !== 0) throw new Error(`${name} could not be formatted: ${stdout}${stderr}`);
    },
    command: [
      ...([java, "-Xms256m", "-Xmx512m", "-XX:+ExitOnOutOfMemoryError", log4j] as const),
      ...[...classPath, "kafka.Kafka", propertiesFile],
    ],
    answers: async (log, signal) =>
      log.includes("Kafka Server started") && (await acceptsConnections(node.port, signal)),
    startTimeoutMs: 120_000,
    stopTimeoutMs: 20_000,
  });
}

/** A program that runs for a second does not earn back the second compiler. */
const lightJava = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"];
