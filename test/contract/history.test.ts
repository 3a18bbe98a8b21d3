import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqliteHistory } from "@rae/control-plane";
import { MemoryHistory } from "@rae/control-plane/testing";
import { silentLogger, systemClock } from "@rae/kit";
import { afterAll, beforeAll } from "vitest";
import { historyContract } from "./history-contract.ts";

let folder = "";
let files = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "rae-history-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

historyContract("memory", async () => new MemoryHistory());
historyContract("sqlite", async () => {
  files += 1;
  const path = join(folder, `${files}.sqlite`);
  return openSqliteHistory({ path, clock: systemClock, logger: silentLogger });
});
