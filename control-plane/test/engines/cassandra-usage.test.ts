import { sharedEngines } from "@rae/deploy/engines/testing";
import { silentLogger, systemClock } from "@rae/kit";
import type { Lease } from "@rae/protocol";
import type { Client } from "cassandra-driver";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDriver, serialLevel } from "../../src/adapters/cassandra/driver.ts";
import { InFlightLimit } from "../../src/adapters/cassandra/in-flight-limit.ts";
import { LeaseHistory } from "../../src/adapters/cassandra/lease-history.ts";
import { Requests } from "../../src/adapters/cassandra/requests.ts";
import { sampleGrantedLease } from "../../src/testing/index.ts";
import { CassandraLab, written } from "./cassandra-lab.ts";

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const nowMs = systemClock.nowMs();

let lab: CassandraLab;
let driver: Client;
/** Requests to the server so far. */
let sent = 0;
beforeAll(async () => {
  const { host, port } = sharedEngines().cassandra;
  lab = new CassandraLab({ contactPoints: [`${host}:${port}`] });
  await lab.applySchema();
  driver = createDriver({ ...lab.address, logger: silentLogger, entersKeyspace: true });
  const execute = driver.execute.bind(driver);
  driver.execute = ((...args: Parameters<typeof execute>) => {
    sent += 1;
    return execute(...args);
  }) as typeof execute;
});
afterAll(async () => {
  await driver.shutdown();
  await lab.drop();
});

function requests(): Requests {
  return new Requests({
    ...{ driver, limit: new InFlightLimit(128), clock: systemClock, onRetry: () => {} },
    ...{
      mayMixPartitions: true,
      serialLevel: serialLevel({}),
      signal: new AbortController().signal,
    },
  });
}

/** So many leases of an hour, spread over the last eight days. */
function leasesOfAWeek(count: number): readonly Lease[] {
  return Array.from({ length: count }, (_, index) => {
    const askedAtMs = nowMs - 8 * dayMs + Math.floor((index / count) * 8 * dayMs);
    const ended = {
      reason: "released",
      atMs: askedAtMs + hourMs,
      by: "admin",
      detail: "",
    } as const;
    const leaseId = `lease-${index}`;
    return sampleGrantedLease({ leaseId, askedAtMs, version: 4, state: "ended", ended });
  });
}

test("a week of leases is read by some dozens of requests, however many they are", async () => {
  const history = lab.open();
  const leases = leasesOfAWeek(2_000);
  for (let first = 0; first < leases.length; first += 500) {
    await written(history, { leases: leases.slice(first, first + 500) });
  }
  await history.close();
  sent = 0;
  const read = await new LeaseHistory(90 * dayMs).readEnded(requests(), nowMs - 7 * dayMs, nowMs);
  const ids = new Set(read.map(({ leaseId }) => leaseId));
  const wanted = leases.filter(({ ended }) => Number(ended?.atMs) >= nowMs - 7 * dayMs);
  expect(wanted.filter(({ leaseId }) => !ids.has(leaseId))).toEqual([]);
  expect(sent).toBeGreaterThan(8);
  expect(sent).toBeLessThan(48);
});
