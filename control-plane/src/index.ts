export { AccessBook, type AccessBookOptions } from "./access/access-book.ts";
export {
  type CassandraAccessStoreOptions,
  openCassandraAccessStore,
} from "./adapters/cassandra/access-store.ts";
export { openCassandraHistory } from "./adapters/cassandra/history.ts";
export {
  type CassandraLeaseStoreOptions,
  openCassandraLeaseStore,
} from "./adapters/cassandra/lease-store.ts";
export type {
  CassandraAddress,
  CassandraConsistency,
  CassandraHistoryOptions,
  CassandraTls,
} from "./adapters/cassandra/options.ts";
export {
  type AppliedSchema,
  type ApplySchemaOptions,
  applySchema,
} from "./adapters/cassandra/schema.ts";
export type { RedisAddress, RedisTopology } from "./adapters/redis/connection.ts";
export { openRedisFleetView, type RedisFleetViewOptions } from "./adapters/redis/fleet-view.ts";
export {
  openSqliteAccessStore,
  type SqliteAccessStoreOptions,
} from "./adapters/sqlite/access-store.ts";
export { openSqliteFleetView, type SqliteFleetViewOptions } from "./adapters/sqlite/fleet-view.ts";
export { openSqliteHistory, type SqliteHistoryOptions } from "./adapters/sqlite/history.ts";
export {
  openSqliteLeaseStore,
  type SqliteLeaseStoreOptions,
} from "./adapters/sqlite/lease-store.ts";
export {
  type Aggregator,
  type AggregatorOptions,
  openAggregator,
} from "./aggregator/aggregator.ts";
export { engineLogLimits } from "./aggregator/engine-log-limits.ts";
export {
  type ApiLimits,
  type ApiOptions,
  defaultApiLimits,
} from "./api/api-options.ts";
export { type ApiServer, openApi } from "./api/server.ts";
export type {
  AccessKind,
  AccessRecord,
  TenantRecord,
  TokenRecord,
} from "./core/access/access-record.ts";
export type { BoxRecord, GatewayRecord } from "./core/box-record.ts";
export type { CommandRecord } from "./core/command-record.ts";
export type { CurrentKind } from "./core/current-kind.ts";
export type { DeviceRecord, EventPlace } from "./core/device-record.ts";
export { type Gateway, type GatewayOptions, openGateway } from "./gateway/gateway.ts";
export { defaultLimits as defaultGatewayLimits, type GatewayLimits } from "./gateway/limits.ts";
export type { GatewayTls } from "./gateway/mqtt/listener.ts";
export type { Readiness, ReadinessCheck } from "./operations/readiness.ts";
export {
  type IssuedCertificate,
  issueBoxCertificate,
  openPki,
  type Pki,
  type PkiOptions,
} from "./pki/pki.ts";
export type { AccessChanges, AccessStore } from "./ports/access-store.ts";
export type {
  FleetView,
  ViewBatch,
  ViewChange,
  ViewCompleteness,
  ViewPosition,
  ViewRecord,
} from "./ports/fleet-view.ts";
export type {
  AuditPage,
  AuditQuery,
  History,
  HistoryEntry,
  HistoryQuery,
  LeasesOfDeviceRange,
} from "./ports/history.ts";
export type { LeaseClaim, LeaseLeader, LeaseStore } from "./ports/lease-store.ts";
export {
  type RebuildViewOptions,
  type RebuiltView,
  rebuildViewByHand,
} from "./rebuild-view.ts";
