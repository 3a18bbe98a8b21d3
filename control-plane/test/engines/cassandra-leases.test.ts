import { sharedEngines } from "@rae/deploy/engines/testing";
import { type Clock, silentLogger, systemClock } from "@rae/kit";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { openCassandraLeaseStore } from "../../src/adapters/cassandra/lease-store.ts";
import type { LeaseStore } from "../../src/ports/lease-store.ts";
import { sampleLease } from "../../src/testing/index.ts";
import { ConcurrentRun, randomOf } from "../leasing/concurrent-run.ts";
import { runRaces } from "../leasing/races.ts";
import { CassandraLab } from "./cassandra-lab.ts";

let lab: CassandraLab;
const opened: LeaseStore[] = [];
beforeAll(async () => {
  const { host, port } = sharedEngines().cassandra;
  lab = new CassandraLab({ contactPoints: [`${host}:${port}`] });
  await lab.applySchema();
});
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
  for (const table of ["lease", "device_claim", "open_lease"]) {
    await lab.run(`TRUNCATE ${lab.address.keyspace}.${table}`);
  }
});
afterAll(() => lab.drop());

function open(clock: Clock): LeaseStore {
  const store = openCassandraLeaseStore({ ...lab.address, clock, logger: silentLogger });
  opened.push(store);
  return store;
}

test("500 races of two processes for one device never have two winners", async () => {
  const stores = [open(systemClock), open(systemClock)] as const;
  const races = { races: 500, devices: 20 };
  const { won, lostByNone, faults } = await runRaces(stores, systemClock, races);
  expect(faults).toEqual([]);
  expect(lostByNone).toBe(0);
  expect(won).toBeGreaterThan(200);
});

test("a row that cannot be read keeps nobody from the others", async () => {
  const store = open(systemClock);
  const askedAtMs = Math.floor(systemClock.nowMs());
  for (const leaseId of ["broken", "whole"]) {
    await store.replace(sampleLease({ leaseId, askedAtMs }));
  }
  const { keyspace } = lab.address;
  await lab.run(`UPDATE ${keyspace}.lease SET lease = '{' WHERE lease_id = 'broken' IF EXISTS`);
  const ids: string[] = [];
  for await (const { leaseId } of store.open(AbortSignal.timeout(20_000))) ids.push(leaseId);
  expect(ids).toEqual(["whole"]);
});

test.each([1, 2, 3])(
  "whatever fails and whoever stands still, each device has one holder at a time (seed %i)",
  async (seed) => {
    let aheadMs = 0;
    const clock = { ...systemClock, nowMs: () => systemClock.nowMs() + aheadMs };
    const stores = Array.from({ length: 4 }, () => open(clock));
    const pass = async (ms: number) => {
      aheadMs += ms;
    };
    const options = { stores, clock, random: randomOf(seed), actions: 20, killing: 0.004, pass };
    const { faults, granted } = await new ConcurrentRun(options).run();
    expect(faults).toEqual([]);
    expect(granted).toBeGreaterThan(0);
  },
);
