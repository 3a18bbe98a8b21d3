import { encodeLease, logTopics } from "@rae/protocol";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sampleGrantedLease, sampleLease, sampleTimeMs } from "../../src/testing/index.ts";
import { AggregatorLab } from "./aggregator-lab.ts";

let lab: AggregatorLab;
beforeEach(() => {
  lab = new AggregatorLab();
});
afterEach(() => lab.close());

const ended = { reason: "released", atMs: sampleTimeMs + 1, by: "admin", detail: "" } as const;
const story = [
  sampleLease(),
  sampleLease({ version: 2, state: "pending" }),
  sampleGrantedLease(),
  sampleGrantedLease({ version: 4, untilMs: sampleTimeMs + 90_000 }),
  sampleGrantedLease({ version: 5, state: "ended", ended }),
];

test("a lease on the log is in the view and in the history", async () => {
  const aggregator = lab.open();
  await lab.leases(...story.slice(0, 3));
  await lab.settled(aggregator);
  expect(await lab.lease()).toEqual(sampleGrantedLease());
  expect(await lab.history.readLease("lease-1")).toEqual(sampleGrantedLease());
});

test("what comes again, late or in another order leaves the newest", async () => {
  const told = fc.array(fc.constantFrom(...story), { minLength: 1, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(told, async (leases) => {
      await lab.close();
      lab = new AggregatorLab();
      const aggregator = lab.open();
      for (const lease of leases) await lab.leases(lease);
      await lab.settled(aggregator);
      const newest = leases.reduce((best, each) => (each.version > best.version ? each : best));
      expect(await lab.lease()).toEqual(newest);
      expect(await lab.history.readLease("lease-1")).toEqual(newest);
    }),
    { numRuns: 20 },
  );
});

test("a lease that is open is in a view that was lost, one that has ended is in the history alone", async () => {
  const aggregator = lab.open();
  const over = sampleGrantedLease({ leaseId: "lease-2", version: 5, state: "ended", ended });
  await lab.leases(sampleGrantedLease(), over);
  await lab.settled(aggregator);
  lab.view.lose();
  await lab.until(async () => expect(await lab.lease()).toEqual(sampleGrantedLease()));
  expect(await lab.lease("lease-2")).toBeUndefined();
  expect(await lab.history.readLease("lease-2")).toEqual(over);
});

test("bytes that are no lease, and a lease under another key, are dead letters", async () => {
  const aggregator = lab.open();
  const bytes = Uint8Array.of(255, 255);
  await lab.append(logTopics.leases, [lab.stamped("lease-1", bytes)]);
  await lab.append(logTopics.leases, [lab.stamped("lease-9", encodeLease(sampleLease()))]);
  await lab.leases(sampleLease({ leaseId: "lease-3" }));
  await lab.settled(aggregator);
  expect(await lab.lease()).toBeUndefined();
  expect(await lab.lease("lease-3")).toBeDefined();
  expect(await lab.records(logTopics.deadLetters)).toHaveLength(2);
});

test("a store that fails in the middle is caught up with", async () => {
  const aggregator = lab.open();
  await lab.leases(sampleLease());
  await lab.settled(aggregator);
  lab.view.fail(1);
  await lab.leases(sampleGrantedLease());
  await lab.settled(aggregator);
  expect(await lab.lease()).toEqual(sampleGrantedLease());
});
