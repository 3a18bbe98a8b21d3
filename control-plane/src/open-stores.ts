import type { RecordLog } from "@rae/stream";
import { openKafkaRecordLog } from "@rae/stream-kafka";
import { openSqliteRecordLog } from "@rae/stream-sqlite";
import { openCassandraAccessStore } from "./adapters/cassandra/access-store.ts";
import { openCassandraHistory } from "./adapters/cassandra/history.ts";
import { openCassandraLeaseStore } from "./adapters/cassandra/lease-store.ts";
import { openRedisFleetView } from "./adapters/redis/fleet-view.ts";
import { openSqliteAccessStore } from "./adapters/sqlite/access-store.ts";
import { openSqliteFleetView } from "./adapters/sqlite/fleet-view.ts";
import { openSqliteHistory } from "./adapters/sqlite/history.ts";
import { openSqliteLeaseStore } from "./adapters/sqlite/lease-store.ts";
import { dataFiles } from "./config.ts";
import { cassandraAddress, kafkaOptions, redisOptions } from "./engine-options.ts";
import { ClockWatch } from "./operations/clock-watch.ts";
import type { ReadinessCheck } from "./operations/readiness.ts";
import type { AccessStore } from "./ports/access-store.ts";
import type { FleetView } from "./ports/fleet-view.ts";
import type { History } from "./ports/history.ts";
import type { LeaseStore } from "./ports/lease-store.ts";
import type { ProcessContext } from "./process-context.ts";

/**
 * Opens the log that the configuration names. One on an engine connects in the background.
 * @throws RaeError `data-unusable`; ConfigError if a file with a password or certificate cannot be used.
 */
export function openLog({ config, clock, logger, metrics, stack }: ProcessContext): RecordLog {
  const { kafka, partitions, partitionsOf, retentionMs } = config.log;
  const path = dataFiles(config.dataDir).log;
  return stack.use(
    "log",
    kafka === undefined
      ? openSqliteRecordLog({
          ...{ path, partitions, partitionsOf, retentionMs, clock, logger, metrics },
        })
      : openKafkaRecordLog({ ...kafkaOptions(kafka, config), clock, logger, metrics }),
  );
}

/** Opens the fleet view that the configuration names; see `openLog`. */
export function openView({ config, clock, logger, stack }: ProcessContext): FleetView {
  const { redis } = config.view;
  const path = dataFiles(config.dataDir).view;
  return stack.use(
    "view",
    redis === undefined
      ? openSqliteFleetView({ path, clock, logger })
      : openRedisFleetView({ ...redisOptions(redis, config), clock, logger }),
  );
}

/** Opens the history that the configuration names; see `openLog`. */
export function openHistory(context: ProcessContext): History {
  const { config, clock, logger, metrics, stack } = context;
  const { cassandra } = config.history;
  const { historyRetentionMs: retentionMs, auditRetentionMs } = config;
  const options = { retentionMs, auditRetentionMs, clock, logger };
  return stack.use(
    "history",
    cassandra === undefined
      ? openSqliteHistory({ path: dataFiles(config.dataDir).history, ...options })
      : openCassandraHistory({ ...cassandraAddress(cassandra, config), ...options, metrics }),
  );
}

/** Compares this machine's clock with that of the history's servers, if there are such. */
export function watchClock(context: ProcessContext, history: History): ReadinessCheck {
  const { clock, logger, metrics, stack } = context;
  const readServerClock = () => history.readServerClock();
  return stack.use("clock watch", new ClockWatch({ readServerClock, clock, logger, metrics }))
    .check;
}

/** Opens the store of leases: in Cassandra if the history is there; see `openLog`. */
export function openLeaseStore(context: ProcessContext): LeaseStore {
  const { config, clock, logger, stack } = context;
  const { cassandra } = config.history;
  const options = { retentionMs: config.historyRetentionMs, clock, logger };
  return stack.use(
    "store of leases",
    cassandra === undefined
      ? openSqliteLeaseStore({ path: dataFiles(config.dataDir).leases, ...options })
      : openCassandraLeaseStore({ ...cassandraAddress(cassandra, config), ...options }),
  );
}

/** Opens the store of access: in Cassandra if the history is there; see `openLog`. */
export function openAccessStore(context: ProcessContext): AccessStore {
  const { config, clock, logger, stack } = context;
  const { cassandra } = config.history;
  return stack.use(
    "store of access",
    cassandra === undefined
      ? openSqliteAccessStore({ path: dataFiles(config.dataDir).access, clock })
      : openCassandraAccessStore({ ...cassandraAddress(cassandra, config), clock, logger }),
  );
}
