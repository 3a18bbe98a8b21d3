export type { CommitLogMode } from "./cassandra/cassandra-yaml.ts";
export { dataCenter } from "./cassandra/node.ts";
export type { Engine } from "./engine-process.ts";
export { ensureEnginePrograms } from "./engine-programs.ts";
export { freePorts } from "./loopback-ports.ts";
export {
  type CassandraSettings,
  type Engines,
  type EnginesOptions,
  type KafkaSettings,
  openEngines,
  type RedisSettings,
} from "./open-engines.ts";
export { ensurePrograms, type ProgramPackage } from "./required-programs.ts";
export type { Secured } from "./secured.ts";
