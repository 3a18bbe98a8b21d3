import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqliteLeaseStore } from "@rae/control-plane";
import { MemoryLeaseStore } from "@rae/control-plane/testing";
import { silentLogger, systemClock } from "@rae/kit";
import { afterAll, beforeAll } from "vitest";
import { leaseStoreContract } from "./lease-store-contract.ts";

let folder = "";
let files = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "rae-leases-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

leaseStoreContract("memory", async () => {
  const store = new MemoryLeaseStore();
  return [store, store.another()];
});
leaseStoreContract("sqlite", async () => {
  files += 1;
  const path = join(folder, `${files}.sqlite`);
  const open = () => openSqliteLeaseStore({ path, clock: systemClock, logger: silentLogger });
  return [open(), open()];
});
