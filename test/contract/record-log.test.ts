import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CloseStack } from "@rae/kit";
import { MemoryRecordLog } from "@rae/stream/testing";
import { openSqliteRecordLog } from "@rae/stream-sqlite";
import { recordLogContract } from "./record-log-contract.ts";
import type { LogAccidents } from "./record-log-harness.ts";
import { sqliteAccidents } from "./sqlite-accidents.ts";

recordLogContract("in memory", async () => {
  const log = new MemoryRecordLog();
  const accidents: LogAccidents = {
    moveTo: async (offset, partition, group) => log.moveTo(offset, partition, group),
    trim: async (partition, beforeOffset) => log.trim(partition, beforeOffset),
    recreate: async (topic) => log.recreate(topic),
  };
  return { log, another: async () => log, accidents, close: () => log.close() };
});

recordLogContract("on SQLite", async () => {
  const folder = await mkdtemp(join(tmpdir(), "rae-record-log-"));
  const opened = new CloseStack();
  opened.push("folder", () => rm(folder, { recursive: true }));
  const open = () =>
    opened.use("log", openSqliteRecordLog({ path: join(folder, "log.sqlite"), leaseMs: 1_000 }));
  const path = join(folder, "log.sqlite");
  const accidents = sqliteAccidents(path);
  return { log: open(), another: async () => open(), accidents, close: () => opened.close() };
});
