import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { silentLogger, systemClock } from "@rae/kit";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openSqliteLeaseStore } from "../../src/adapters/sqlite/lease-store.ts";
import { sampleLease } from "../../src/testing/index.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "rae-leases-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

test("a lease whose row is broken keeps nobody from the others, also if it is the only one of a page", async () => {
  const path = join(directory, "leases.sqlite");
  const store = openSqliteLeaseStore({ path, clock: systemClock, logger: silentLogger });
  const ids = ["l1", "l2", "l3"];
  for (const leaseId of ids) await store.replace(sampleLease({ leaseId }));
  const file = new DatabaseSync(path);
  const openIds = async () => {
    const found: string[] = [];
    for await (const { leaseId } of store.open(AbortSignal.timeout(5_000))) found.push(leaseId);
    return found;
  };
  const spoil = file.prepare("UPDATE lease SET lease = '{broken' WHERE lease_id = ?");
  spoil.run("l2");
  expect(await openIds()).toEqual(["l1", "l3"]);
  for (const leaseId of ids) spoil.run(leaseId);
  expect(await openIds()).toEqual([]);
  file.close();
  await store.close();
});
