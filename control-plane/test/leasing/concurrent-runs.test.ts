import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { silentLogger } from "@rae/kit";
import { ManualClock } from "@rae/kit/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openSqliteLeaseStore } from "../../src/adapters/sqlite/lease-store.ts";
import type { LeaseStore } from "../../src/ports/lease-store.ts";
import { MemoryLeaseStore } from "../../src/testing/index.ts";
import { ConcurrentRun, randomOf } from "./concurrent-run.ts";
import { DelayedStore } from "./delayed-store.ts";
import { stepwise } from "./stepwise-store.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "rae-lease-runs-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs with each of the seeds; resolves to how many leases were granted and how many processes killed. */
async function runAll(seeds: number, open: (clock: ManualClock, seed: number) => LeaseStore[]) {
  const sum = { granted: 0, killed: 0 };
  for (let seed = 1; seed <= seeds; seed += 1) {
    const clock = new ManualClock();
    const random = randomOf(seed);
    const opened = open(clock, seed);
    const turns = () => Math.floor(random() * 3);
    const stores = opened.map((store) => new DelayedStore(store, turns, setImmediate));
    const pass = (ms: number) => clock.advance(ms);
    const run = new ConcurrentRun({ stores, clock, random, actions: 8, killing: 0.02, pass });
    const { faults, granted, killed } = await run.run();
    expect(faults, `seed ${seed}`).toEqual([]);
    sum.granted += granted;
    sum.killed += killed;
    for (const store of opened) await store.close();
  }
  return sum;
}

test("whatever fails and whoever stands still, each device has one holder at a time: in memory", async () => {
  const { granted, killed } = await runAll(150, () => {
    const store = new MemoryLeaseStore();
    return [store.another(), stepwise(store.another()), store.another(), store];
  });
  expect(granted).toBeGreaterThan(500);
  expect(killed).toBeGreaterThan(50);
});

test("and on one SQLite file", async () => {
  const { granted, killed } = await runAll(25, (clock, seed) => {
    const path = join(folder, `${seed}.sqlite`);
    return Array.from({ length: 4 }, () =>
      openSqliteLeaseStore({ path, clock, logger: silentLogger }),
    );
  });
  expect(granted).toBeGreaterThan(80);
  expect(killed).toBeGreaterThan(8);
});
