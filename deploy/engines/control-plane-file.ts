import { join } from "node:path";
import { writePrivateFile } from "@rae/kit";
import { dataCenter } from "./cassandra/node.ts";
import type { EngineKind } from "./engine-process.ts";
import type { Engines } from "./open-engines.ts";

/** Writes the configuration by which the programs of the control plane find these engines. Returns its path. */
export function writeControlPlaneFile(engines: Engines, folder: string): string {
  const file = join(folder, "control-plane.yaml");
  // JSON is YAML, too.
  writePrivateFile(file, `${JSON.stringify(settings(engines), null, 2)}\n`);
  return file;
}

function settings({ brokers, all }: Engines) {
  const found = (kind: EngineKind) => all.find((engine) => engine.kind === kind);
  const cassandra = found("cassandra");
  const redis = found("redis");
  return {
    ...(brokers.length > 0 && {
      log: {
        kafka: {
          brokers: brokers.map(({ address }) => address),
          replicationFactor: brokers.length,
        },
      },
    }),
    ...(redis && { view: { redis: { single: { host: redis.host, port: redis.port } } } }),
    ...(cassandra && {
      history: {
        cassandra: {
          contactPoints: [cassandra.address],
          localDataCenter: dataCenter,
          replication: { [dataCenter]: 1 },
        },
      },
    }),
  };
}
