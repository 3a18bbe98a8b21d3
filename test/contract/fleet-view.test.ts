import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqliteFleetView } from "@rae/control-plane";
import { MemoryFleetView } from "@rae/control-plane/testing";
import { silentLogger, systemClock } from "@rae/kit";
import { afterAll, beforeAll } from "vitest";
import { fleetViewContract } from "./fleet-view-contract.ts";

let folder = "";
let files = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "rae-fleet-view-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

fleetViewContract(
  "memory",
  async (options) => new MemoryFleetView({ ...options, completeness: "rebuilding" }),
);
fleetViewContract("sqlite", async ({ keepChanges }) => {
  files += 1;
  const path = join(folder, `${files}.sqlite`);
  return openSqliteFleetView({ path, clock: systemClock, logger: silentLogger, keepChanges });
});
