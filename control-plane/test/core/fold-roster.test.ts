import { expect, test } from "vitest";
import type { DeviceRecord } from "../../src/core/device-record.ts";
import { foldRoster, owedMax } from "../../src/core/fold-roster.ts";
import { sampleEvents as events } from "../../src/testing/sample-events.ts";
import { sampleBox, sampleDevice, sampleTimeMs } from "../../src/testing/sample-records.ts";

const box = sampleBox({ connection: 3, supersededRegistryIds: ["registry-0"] });
const roster = (
  sessions: [string, number][],
  place: { connection?: number; sequence?: number } = {},
) =>
  events.roster({
    connection: 3,
    sequence: 10,
    ...place,
    sessions: sessions.map(([sessionId, revision]) => ({ sessionId, revision })),
  });
const holding = (...records: DeviceRecord[]) =>
  new Map(records.map((record) => [record.sessionId, record]));
const createdAt = (connection: number, sequence: number, registryId = "registry-1") =>
  sampleDevice({ revision: 5, createdAt: { registryId, connection, sequence } });
const ended = { reason: "unplugged", receivedAtMs: sampleTimeMs };

test("a roster that agrees changes only its own place", () => {
  const fold = foldRoster(box, roster([["session-1", 1]]), holding(sampleDevice()), 7);
  expect(fold).toEqual({
    box: { ...box, roster: { connection: 3, sequence: 10 } },
    ended: [],
    resyncs: [],
  });
});

test.each([
  ["made before it on the same connection", createdAt(3, 9)],
  ["made on an earlier connection, though at a higher sequence", createdAt(2, 99)],
  ["of a superseded registry, wherever it was made", createdAt(9, 99, "registry-0")],
])("an open session that it does not name ends: %s", (_, record) => {
  const fold = foldRoster(box, roster([]), holding(record), 7);
  expect(fold?.ended).toEqual([{ ...record, ended: { reason: "registry-lost", receivedAtMs: 7 } }]);
  expect(fold?.resyncs).toEqual([]);
});

test.each([
  ["made after it on the same connection", createdAt(3, 11)],
  ["made by the roster's own place", createdAt(3, 10)],
  ["made on a later connection", createdAt(4, 1)],
  ["of a registry that nobody knows", createdAt(1, 1, "registry-9")],
  ["of another box", { ...createdAt(1, 1), boxId: "box-2" }],
  ["that has ended before", { ...createdAt(1, 1), ended }],
])("a session that it does not name stays: %s", (_, record) => {
  expect(foldRoster(box, roster([]), holding(record), 7)).toMatchObject({ ended: [], resyncs: [] });
});

test("a stale session that began after the roster must heal", () => {
  const fold = foldRoster(box, roster([]), holding({ ...createdAt(3, 11), stale: true }), 7);
  expect(fold?.resyncs).toMatchObject([{ sessionId: "session-1", haveRevision: 5 }]);
});

test.each([
  ["behind", sampleDevice({ revision: 4 }), 4, false],
  ["ahead", sampleDevice({ revision: 6 }), 6, false],
  ["stale", sampleDevice({ revision: 5, stale: true }), 5, false],
  ["ended", sampleDevice({ revision: 5, ended }), 5, true],
])("a session that we have %s is asked for", (_, record, haveRevision, sessionEnded) => {
  const fold = foldRoster(box, roster([["session-1", 5]]), holding(record), 7);
  expect(fold?.ended).toEqual([]);
  expect(fold?.resyncs).toEqual([
    { boxId: "box-1", sessionId: "session-1", haveRevision, sessionEnded },
  ]);
});

test("a session that we never saw is asked for from the beginning", () => {
  expect(foldRoster(box, roster([["session-9", 4]]), holding(), 7)?.resyncs).toEqual([
    { boxId: "box-1", sessionId: "session-9", haveRevision: 0, sessionEnded: false },
  ]);
});

test("a roster cannot make us ask for a session of another box", () => {
  const foreign = sampleDevice({ boxId: "box-2", revision: 9 });
  expect(foldRoster(box, roster([["session-1", 4]]), holding(foreign), 7)?.resyncs).toEqual([]);
});

const at = { ...box, roster: { connection: 3, sequence: 10 } };
test.each([
  ["of a box without a record", undefined, roster([])],
  ["of a superseded registry", box, events.roster({ registryId: "registry-0", connection: 9 })],
  ["of an unknown registry", box, events.roster({ registryId: "registry-9", connection: 9 })],
  ["repeated", at, roster([])],
  ["older on the same connection", at, roster([], { sequence: 9 })],
  ["of an earlier connection", at, roster([], { connection: 2, sequence: 99 })],
])("a roster %s judges nobody", (_, held, event) => {
  expect(foldRoster(held, event, holding(createdAt(1, 1)), 7)).toBeUndefined();
});

test("a roster of a later connection judges, though its sequence is lower", () => {
  const fold = foldRoster(
    at,
    roster([], { connection: 4, sequence: 1 }),
    holding(createdAt(1, 1)),
    7,
  );
  expect(fold?.ended).toHaveLength(1);
  expect(fold?.box.roster).toEqual({ connection: 4, sequence: 1 });
});

test("what a roster finds different is kept with its place, as the box owes it", () => {
  const fold = foldRoster(box, roster([["session-1", 9]]), holding(sampleDevice()), 7);
  expect(fold?.resyncs).toEqual([
    { boxId: "box-1", sessionId: "session-1", haveRevision: 1, sessionEnded: false },
  ]);
  expect(fold?.box.roster).toEqual({ connection: 3, sequence: 10, owed: fold?.resyncs });
});

test("a box that makes sessions up owes no more than its record can bear", () => {
  const made = Array.from({ length: owedMax + 1 }, (_, n): [string, number] => [`made-up-${n}`, 1]);
  const fold = foldRoster(box, roster(made), new Map(), 7);
  expect(fold?.resyncs).toHaveLength(owedMax + 1);
  expect(fold?.box.roster?.owed).toHaveLength(owedMax);
});
