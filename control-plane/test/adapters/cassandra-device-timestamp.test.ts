import fc from "fast-check";
import { expect, test } from "vitest";
import { deviceTimestamp } from "../../src/adapters/cassandra/device-timestamp.ts";
import { isNewerDevice } from "../../src/core/device-order.ts";
import type { DeviceRecord } from "../../src/core/device-record.ts";
import { foldDevice } from "../../src/core/fold-device.ts";
import { sampleEvents as events, sampleAttributes } from "../../src/testing/sample-events.ts";
import { sampleDevice, sampleTimeMs } from "../../src/testing/sample-records.ts";

const ended = fc
  .record({ reason: fc.constant("unplugged"), receivedAtMs: fc.nat(1_000_000) })
  .map((end) => ({ ...end, receivedAtMs: sampleTimeMs + end.receivedAtMs }));
const revision = fc.oneof(fc.nat(4), fc.maxSafeNat());
const open = fc.record({ revision, stale: fc.boolean() }).map((part) => sampleDevice(part));
const tombstone = fc
  .record({ revision, stale: fc.boolean(), ended })
  .map((part) => sampleDevice(part));

/** What Cassandra keeps of writes, whatever their order: the one with the highest timestamp. */
function kept(records: readonly DeviceRecord[]): DeviceRecord | undefined {
  const [first, ...others] = records;
  if (first === undefined) return undefined;
  return others.reduce(
    (best, next) => (deviceTimestamp(next) > deviceTimestamp(best) ? next : best),
    first,
  );
}

/** What a store keeps that asks `isNewerDevice` at each write. */
function guarded(records: readonly DeviceRecord[]): DeviceRecord | undefined {
  let stored: DeviceRecord | undefined;
  for (const next of records) {
    if (stored === undefined || isNewerDevice(next, stored)) stored = next;
  }
  return stored;
}

const versionOf = (record: DeviceRecord | undefined) =>
  record && [record.revision, record.stale, record.ended];

test("of open records the timestamps keep the one that the guard keeps, in any order", () => {
  const property = fc.property(fc.array(open, { minLength: 1 }), (records) => {
    expect(versionOf(kept(records))).toEqual(versionOf(guarded(records)));
    expect(versionOf(kept(records.toReversed()))).toEqual(versionOf(guarded(records)));
  });
  fc.assert(property, { numRuns: 500 });
});

test("a tombstone is above every open record, of whatever revision", () => {
  const property = fc.property(tombstone, open, (end, record) => {
    expect(deviceTimestamp(end)).toBeGreaterThan(deviceTimestamp(record));
    expect(deviceTimestamp(end)).toBeLessThan(2n ** 63n);
  });
  fc.assert(property, { numRuns: 500 });
});

test("of two tombstones the one received first stays", () => {
  const at = (laterMs: number) =>
    sampleDevice({ ended: { reason: "unplugged", receivedAtMs: sampleTimeMs + laterMs } });
  expect(deviceTimestamp(at(0))).toBeGreaterThan(deviceTimestamp(at(1)));
});

const steps = fc.array(
  fc.constantFrom("delta", "unknown", "snapshot", "same-snapshot", "gap" as const),
  { maxLength: 12 },
);

/** The records of one fold, one for each event of a session in the order of the log. */
const life = fc.record({ steps, detached: fc.boolean() }).map(({ steps: kinds, detached }) => {
  let now = 1;
  const told = kinds.map((kind) => {
    if (kind !== "same-snapshot") now += kind === "gap" ? 2 : 1;
    const attributes = sampleAttributes({ "model.name": `${now}` });
    if (kind === "unknown") return events.unknown({ revision: now });
    if (kind === "delta" || kind === "gap") return events.changed({ revision: now, attributes });
    return events.snapshot({ revision: now, attributes });
  });
  const last = detached ? [events.detached({ revision: now + 1 })] : [];
  const records: DeviceRecord[] = [];
  for (const [index, event] of [events.attached(), ...told, ...last].entries()) {
    const receipt = { receivedAtMs: sampleTimeMs + index };
    records.push(foldDevice(records.at(-1), event, receipt));
  }
  return records;
});

test("a second writer that lags behind on the same log never takes a state back, whatever comes when", () => {
  const property = fc.property(life, fc.array(fc.nat(), { maxLength: 20 }), (records, picks) => {
    const stale = picks.flatMap((pick) => records[pick % records.length] ?? []);
    expect(kept([...stale, ...records])).toEqual(records.at(-1));
    expect(kept([...records, ...stale])).toEqual(records.at(-1));
  });
  fc.assert(property, { numRuns: 500 });
});
