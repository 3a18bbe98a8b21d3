import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger, systemClock } from "@rae/kit";
import { afterAll, expect, test } from "vitest";
import { openSqliteLeaseStore } from "../../src/adapters/sqlite/lease-store.ts";
import { runRaces } from "./races.ts";

/** In memory where there is a place for it: some 80,000 writes, of which a disk would only make it slow. */
const place = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
const folder = mkdtempSync(join(place, "rae-lease-races-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("10,000 races of two processes for one device on SQLite never have two winners", async () => {
  const path = join(folder, "leases.sqlite");
  const open = () => openSqliteLeaseStore({ path, clock: systemClock, logger: silentLogger });
  const stores = [open(), open()] as const;
  const races = { races: 10_000, devices: 20 };
  const { won, lostByNone, faults } = await runRaces(stores, systemClock, races);
  expect(faults).toEqual([]);
  expect(lostByNone).toBe(0);
  expect(won).toBeGreaterThan(5_000);
  for (const store of stores) await store.close();
}, 120_000);
