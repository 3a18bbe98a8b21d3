import { describe, expect, test } from "vitest";
import type { DeviceRecord } from "../../src/core/device-record.ts";
import { attributesMax, endDevice, foldDevice } from "../../src/core/fold-device.ts";
import { sampleEvents as events, sampleAttributes } from "../../src/testing/sample-events.ts";
import { sampleDevice, sampleTimeMs } from "../../src/testing/sample-records.ts";

const receipt = { receivedAtMs: sampleTimeMs + 500 };
const old = sampleAttributes({ "model.name": "Old", "power.state": "on" });
const next = sampleAttributes({ "power.state": "off" });
const at = (revision: number, part: Partial<DeviceRecord> = {}) =>
  sampleDevice({ revision, attributes: old, ...part });

describe("without a record", () => {
  test.each([
    ["Attached", events.attached({ revision: 1, attributes: next }), false],
    ["Snapshot", events.snapshot({ revision: 7, attributes: next }), false],
    ["a delta", events.changed({ revision: 7, attributes: next }), true],
  ])("%s creates one", (_, event, stale) => {
    expect(foldDevice(undefined, event, receipt)).toEqual({
      sessionId: "session-1",
      boxId: "box-1",
      revision: event.revision,
      attributes: next,
      stale,
      createdAt: { registryId: "registry-1", connection: 1, sequence: 1 },
      firstReceivedAtMs: receipt.receivedAtMs,
      receivedAtMs: receipt.receivedAtMs,
      observedAtMs: event.observedAtMs,
    });
  });

  test("Detached creates a tombstone", () => {
    const record = foldDevice(undefined, events.detached({ revision: 7 }), receipt);
    expect(record.ended).toEqual({ reason: "unplugged", ...receipt });
    expect(record.revision).toBe(7);
  });

  test("an unknown kind creates a stale one", () => {
    const record = foldDevice(undefined, events.unknown({ revision: 7 }), receipt);
    expect(record).toMatchObject({ revision: 7, stale: true, attributes: {} });
  });
});

const every = (revision: number) => [
  events.attached({ revision, attributes: next }),
  events.changed({ revision, attributes: next }),
  events.snapshot({ revision, attributes: next }),
  events.detached({ revision }),
  events.unknown({ revision }),
];

test.each(every(4))("an older $kind is ignored", (event) => {
  const record = at(5, { stale: true });
  expect(foldDevice(record, event, receipt)).toBe(record);
});

test.each(every(5))("a $kind of the record's own revision is ignored", (event) => {
  const record = at(5);
  expect(foldDevice(record, event, receipt)).toBe(record);
});

test.each(every(5).filter((event) => event.kind !== "Snapshot"))(
  "a $kind of the revision of a stale record is ignored",
  (event) => {
    const record = at(5, { stale: true });
    expect(foldDevice(record, event, receipt)).toBe(record);
  },
);

test("a Snapshot of the revision of a stale record replaces and heals it", () => {
  const event = events.snapshot({ revision: 5, attributes: next });
  expect(foldDevice(at(5, { stale: true }), event, receipt)).toEqual(
    at(5, { attributes: next, ...receipt }),
  );
});

describe.each([
  ["fresh", false],
  ["stale", true],
])("on a %s record", (_, stale) => {
  const changed = sampleAttributes({ "model.name": "Old", "power.state": "off" });
  test.each([
    ["Attached", events.attached, next, stale],
    ["AttributesChanged", events.changed, changed, stale],
    ["Snapshot", events.snapshot, next, false],
  ] as const)("the next %s is applied", (_kind, make, attributes, staleThen) => {
    const record = foldDevice(at(5, { stale }), make({ revision: 6, attributes: next }), receipt);
    expect(record).toEqual(at(6, { attributes, stale: staleThen, ...receipt }));
  });

  test.each([
    ["Attached", events.attached, next, true],
    ["AttributesChanged", events.changed, changed, true],
    ["Snapshot", events.snapshot, next, false],
  ] as const)("%s after a gap is applied", (_kind, make, attributes, staleThen) => {
    const record = foldDevice(at(5, { stale }), make({ revision: 8, attributes: next }), receipt);
    expect(record).toEqual(at(8, { attributes, stale: staleThen, ...receipt }));
  });

  test.each([6, 9])("an unknown kind of revision %i advances it and makes it stale", (revision) => {
    const record = foldDevice(at(5, { stale }), events.unknown({ revision }), receipt);
    expect(record).toEqual(at(revision, { stale: true, ...receipt }));
  });

  test.each([6, 9])("Detached of revision %i ends it", (revision) => {
    const record = foldDevice(at(5, { stale }), events.detached({ revision }), receipt);
    expect(record).toMatchObject({ revision, ended: { reason: "unplugged", ...receipt } });
    expect(record.attributes).toEqual(old);
  });
});

test.each(every(9))("a $kind after the end changes nothing", (event) => {
  const record = at(5, { stale: true, ended: { reason: "unplugged", receivedAtMs: 1 } });
  expect(foldDevice(record, event, receipt)).toBe(record);
});

test("a delta removes what it names and keeps what it sets", () => {
  const event = events.changed({
    revision: 6,
    attributes: next,
    removed: ["model.name", "power.state", "not.there"],
  });
  expect(foldDevice(at(5), event, receipt).attributes).toEqual(next);
});

test("a hostile attribute name is an attribute like any other", () => {
  const attributes = Object.fromEntries([["__proto__", { value: "x", observedAtMs: 1 }]]);
  const record = foldDevice(at(5), events.changed({ revision: 6, attributes }), receipt);
  expect(Object.keys(record.attributes)).toContain("__proto__");
  expect(JSON.parse(JSON.stringify(record)).attributes.value).toBeUndefined();
});

test("a box that keeps inventing attributes does not make its record grow for ever", () => {
  let record = at(1);
  for (let revision = 2; revision < 30; revision += 1) {
    const names = Array.from({ length: 100 }, (_, index) => `x.${revision}.${index}`);
    const attributes = sampleAttributes(Object.fromEntries(names.map((name) => [name, "v"])));
    record = foldDevice(record, events.changed({ revision, attributes }), receipt);
  }
  expect(Object.keys(record.attributes)).toHaveLength(attributesMax);
  expect(record.attributes["model.name"]).toEqual(old["model.name"]);
});

test("a session that its box lost ends at the revision that is known", () => {
  const record = endDevice(at(5, { stale: true }), "registry-lost", sampleTimeMs);
  expect(record).toMatchObject({ revision: 5, ended: { reason: "registry-lost" } });
});
