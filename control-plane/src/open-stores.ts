import type { RecordLog } from "@rae/stream";
import { openSqliteFleetView } from "./adapters/sqlite/fleet-view.ts";
import { openSqliteHistory } from "./adapters/sqlite/history.ts";
import { openSqliteRecordLog } from "./adapters/sqlite/record-log.ts";
import { dataFiles } from "./config.ts";
import type { FleetView } from "./ports/fleet-view.ts";
import type { History } from "./ports/history.ts";
import type { ProcessContext } from "./process-context.ts";

/**
 * The log that the configuration names, open.
 * @throws RaeError `data-unusable`; ConfigError if a file of a password or certificate cannot be used.
 */
export function openLog({ config, clock, logger, stack }: ProcessContext): RecordLog {
  const { partitions, retentionMs } = config.log;
  const path = dataFiles(config.dataDir).log;
  return stack.use("log", openSqliteRecordLog({ path, partitions, retentionMs, clock, logger }));
}

/** The fleet view that the configuration names, open; see `openLog`. */
export function openView({ config, clock, logger, stack }: ProcessContext): FleetView {
  const path = dataFiles(config.dataDir).view;
  return stack.use("view", openSqliteFleetView({ path, clock, logger }));
}

/** The history that the configuration names, open; see `openLog`. */
export function openHistory({ config, clock, logger, stack }: ProcessContext): History {
  const path = dataFiles(config.dataDir).history;
  const retentionMs = config.historyRetentionMs;
  return stack.use("history", openSqliteHistory({ path, retentionMs, clock, logger }));
}
