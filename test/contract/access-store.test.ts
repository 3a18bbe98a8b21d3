import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqliteAccessStore } from "@rae/control-plane";
import { MemoryAccessStore } from "@rae/control-plane/testing";
import { systemClock } from "@rae/kit";
import { afterAll, beforeAll } from "vitest";
import { accessStoreContract } from "./access-store-contract.ts";

let folder = "";
let files = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "rae-access-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

accessStoreContract("memory", async () => {
  const store = new MemoryAccessStore();
  return [store, store.another()];
});
accessStoreContract("sqlite", async () => {
  files += 1;
  const path = join(folder, `${files}.sqlite`);
  const open = () => openSqliteAccessStore({ path, clock: systemClock });
  return [open(), open()];
});
