import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CloseStack } from "@rae/kit";
import { MemoryRecordLog } from "@rae/stream/testing";
import { openSqliteRecordLog } from "@rae/stream-sqlite";
import { recordLogContract } from "./record-log-contract.ts";

recordLogContract("in memory", async () => {
  const log = new MemoryRecordLog();
  return { log, another: async () => log, close: () => log.close() };
});

recordLogContract("on SQLite", async () => {
  const folder = await mkdtemp(join(tmpdir(), "rae-record-log-"));
  const opened = new CloseStack();
  opened.push("folder", () => rm(folder, { recursive: true }));
  const open = () =>
    opened.use("log", openSqliteRecordLog({ path: join(folder, "log.sqlite"), leaseMs: 1_000 }));
  return { log: open(), another: async () => open(), close: () => opened.close() };
});
