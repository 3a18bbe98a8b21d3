import { type FleetView, openRedisFleetView } from "@rae/control-plane";
import { silentLogger, systemClock } from "@rae/kit";
import { logTopics } from "@rae/protocol";
import type { RecordLog } from "@rae/stream";
import { openKafkaRecordLog } from "@rae/stream-kafka";
import type { SharedEngines } from "./engines.ts";

/** Engines of which some may be left out. */
export type PlaceEngines = Pick<SharedEngines, "kafkaBrokers"> & Partial<SharedEngines>;

/** Topics, keys and a keyspace of one's own on engines. */
export interface EnginePlace {
  readonly engines: PlaceEngines;
  /** `[a-z0-9_]*`: the keyspace, and what stands before topics and keys. */
  readonly name: string;
  /** Of each topic, unless the processes' settings say otherwise. */
  readonly partitions: number;
}

const shared = { clock: systemClock, logger: silentLogger };

/** The log that the processes of the place have. */
export function openPlaceLog({ engines, name, partitions }: EnginePlace): RecordLog {
  const replicationFactor = Math.min(3, engines.kafkaBrokers.length);
  return openKafkaRecordLog({
    ...shared,
    brokers: engines.kafkaBrokers,
    clientId: "test",
    topics: {
      ...{ names: Object.values(logTopics), prefix: `${name}.`, partitions, replicationFactor },
      minInsyncReplicas: Math.max(1, replicationFactor - 1),
      retentionMs: {},
    },
  });
}

/** The fleet view that the processes of the place have. */
export function openPlaceView({ engines, name }: EnginePlace): FleetView {
  if (engines.redis === undefined) throw new Error("this place is without Redis");
  const topology = { kind: "single", ...engines.redis } as const;
  return openRedisFleetView({ ...shared, topology, keyPrefix: `${name}:` });
}
