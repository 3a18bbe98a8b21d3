import { globSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createEngine, type Engine } from "../engine-process.ts";
import { javaProgram } from "../java.ts";
import { acceptsConnections } from "../loopback-connection.ts";
import { type CassandraMemory, type CassandraNode, cassandraYaml } from "./cassandra-yaml.ts";
import { javaExports } from "./java-exports.ts";

export interface CassandraOptions extends CassandraNode {
  readonly jars: string;
}

/** The name that SimpleSnitch gives to the only data centre. */
export const dataCenter = "datacenter1";

const heaps = {
  small: ["-Xms512m", "-Xmx1024m"],
  large: ["-Xms2048m", "-Xmx2048m"],
} satisfies Record<CassandraMemory, readonly string[]>;

/** A Cassandra of one node that does not run yet. */
export function createCassandra({ jars, ...node }: CassandraOptions): Engine {
  const { folder, port, storagePort } = node;
  const yamlFile = join(folder, "cassandra.yaml");
  const [agent] = globSync(join(jars, "jamm-*.jar"));
  return createEngine({
    ...{ kind: "cassandra", name: "Cassandra", folder, port, furtherPorts: [storagePort] },
    async prepare() {
      writeFileSync(yamlFile, cassandraYaml(node));
    },
    command: [
      javaProgram(),
      ...[...heaps[node.memory], "-XX:MaxGCPauseMillis=50", "-XX:+ExitOnOutOfMemoryError"],
      ...[`-javaagent:${agent}`, ...javaExports],
      `-Dcassandra.config=${pathToFileURL(yamlFile)}`,
      `-Dlogback.configurationFile=${join(import.meta.dirname, "logback.xml")}`,
      `-Dcassandra.storagedir=${folder}`,
      `-Dcassandra.logdir=${folder}`,
      "-Dcassandra.skip_wait_for_gossip_to_settle=0",
      "-Dcassandra.initial_token=0",
      "-Dcassandra.superuser_setup_delay_ms=0",
      "-Dcassandra-foreground=yes",
      ...["-cp", join(jars, "*"), "org.apache.cassandra.service.CassandraDaemon"],
    ],
    answers: async (log, signal) =>
      log.includes("Startup complete") && (await acceptsConnections(port, signal)),
    startTimeoutMs: 120_000,
    stopTimeoutMs: 30_000,
  });
}
