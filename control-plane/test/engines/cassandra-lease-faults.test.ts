import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Engine, type Engines, openEngines } from "@rae/deploy/engines";
import { silentLogger, systemClock } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import type { Lease } from "@rae/protocol";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openCassandraLeaseStore } from "../../src/adapters/cassandra/lease-store.ts";
import { askedLease } from "../../src/core/leases/lease-changes.ts";
import type { LeaseStore } from "../../src/ports/lease-store.ts";
import { newLease } from "../leasing/leasing-lab.ts";
import { CassandraLab } from "./cassandra-lab.ts";

let folder: string;
let engines: Engines;
let cassandra: Engine;
let lab: CassandraLab;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "rae-cassandra-"));
  engines = await openEngines({ dataDir: folder, kafka: false, redis: false });
  cassandra = engines.cassandra;
  lab = new CassandraLab({ contactPoints: [cassandra.address] });
  await lab.applySchema();
});
afterAll(async () => {
  await engines.close();
  await rm(folder, { recursive: true });
});

interface Told {
  readonly leaseId: string;
  readonly version: number;
  readonly by: string;
  readonly answer: boolean | "unknown";
}

/** Writes versions of its own over the lease's, one after the other, until it is told to stop. */
async function write(
  store: LeaseStore,
  leaseId: string,
  by: string,
  told: Told[],
  stop: AbortSignal,
) {
  while (!stop.aborted) {
    const next = await store.read(leaseId).then(
      (row) => row && { ...row, version: row.version + 1, purpose: by },
      () => undefined,
    );
    if (next === undefined) continue;
    const answer = await store.replace(next).catch(() => "unknown" as const);
    told.push({ leaseId, version: next.version, by, answer });
  }
}

test("while Cassandra stands still and goes on, nobody is told that a write failed which won", async () => {
  const open = () =>
    openCassandraLeaseStore({ ...lab.address, clock: systemClock, logger: silentLogger });
  const stores = [open(), open()] as const;
  const leases: Lease[] = Array.from({ length: 8 }, (_, index) =>
    askedLease(newLease(`l${index}`), systemClock.nowMs()),
  );
  for (const lease of leases) await stores[0].replace(lease);
  const told: Told[] = [];
  const stop = new AbortController();
  const writing = Promise.all(
    leases.flatMap(({ leaseId }) =>
      stores.map((store, index) => write(store, leaseId, `${index}`, told, stop.signal)),
    ),
  );
  const answered = () => told.filter(({ answer }) => answer === true).length;
  for (let round = 0; round < 3; round += 1) {
    const before = answered();
    await eventually(() => expect(answered()).toBeGreaterThan(before + 40), { timeoutMs: 60_000 });
    await cassandra.kill("SIGSTOP");
    const late = Promise.race(leases.map(({ leaseId }) => stores[1].read(leaseId).catch(() => {})));
    await late;
    await cassandra.kill("SIGCONT");
  }
  stop.abort();
  await writing;
  const faults: string[] = [];
  for (const { leaseId } of leases) {
    const row = await stores[0].read(leaseId);
    for (let version = 2; version <= (row?.version ?? 0); version += 1) {
      const of = told.filter((each) => each.leaseId === leaseId && each.version === version);
      const winners = of.filter(({ answer }) => answer === true);
      const mayHaveWon = of.filter(({ answer }) => answer === "unknown");
      if (winners.length > 1 || winners.length + mayHaveWon.length === 0) {
        faults.push(`${leaseId} ${version}: ${JSON.stringify(of)}`);
      }
    }
  }
  expect(faults).toEqual([]);
  for (const store of stores) await store.close();
});
