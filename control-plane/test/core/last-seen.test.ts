import { type SeenTimes, uuidV7 } from "@rae/protocol";
import { expect, test } from "vitest";
import { keptOf, withLastSeen } from "../../src/core/last-seen.ts";
import { sampleBox, sampleDevice, sampleStatus } from "../../src/testing/sample-records.ts";

const sessionId = "0190a0a0-0000-7000-8000-000000000002";
const told = { value: "x", observedAtMs: 1_000 };
const device = sampleDevice({
  sessionId,
  revision: 4,
  attributes: {
    "model.name": told,
    "x.console.boot-line": told,
    "power.state": { value: "on", observedAtMs: 90_000 },
    "connection.state": told,
  },
});
const others = [{ names: ["x.console.boot-line"], seenAtMs: 2_000 }];
const session = { sessionId, revision: 4, seenAtMs: 80_000, others };
const boxThatSaw = (seen: SeenTimes | undefined) =>
  sampleBox(keptOf(seen === undefined ? sampleStatus : { ...sampleStatus, seen }));
const box = boxThatSaw({ atMs: 100_000, sessions: [session] });
const timesOf = (...[record, at]: Parameters<typeof withLastSeen>) =>
  Object.fromEntries(
    Object.entries(withLastSeen(record, at)).map(([name, { observedAtMs }]) => [
      name,
      observedAtMs,
    ]),
  );
const asTold = timesOf(device, undefined);

test("each attribute has the later time of its event and of the status, what the box decides that of the status itself", () => {
  expect(timesOf(device, box)).toEqual({
    "model.name": 80_000,
    "x.console.boot-line": 2_000,
    "power.state": 90_000,
    "connection.state": 100_000,
  });
});

test("what the box has not yet decided anew keeps its own time", () => {
  const held = { names: ["connection.state"], seenAtMs: 3_000 };
  const sessions = [{ ...session, others: [held] }];
  expect(timesOf(device, boxThatSaw({ atMs: 100_000, sessions }))).toMatchObject({
    "connection.state": 3_000,
    "x.console.boot-line": 80_000,
  });
});

test("a record that is ahead of the status has its times", () => {
  expect(timesOf({ ...device, revision: 5 }, box)).toMatchObject({ "model.name": 80_000 });
});

test.each([
  ["is behind the status, whose values are others", { ...device, revision: 3 }, box],
  ["has missed a revision", { ...device, stale: true }, box],
  ["the status does not name", { ...device, sessionId: uuidV7() }, box],
  ["is of a box whose agent says nothing of it", device, boxThatSaw(undefined)],
  ["is of a box that was never heard", device, undefined],
])("a record that %s has the times of its events", (_, record, itsBox) => {
  expect(timesOf(record, itsBox)).toEqual(asTold);
});

test("the times of 2,048 sessions take less than 128 kB in the record of their box", () => {
  const sessions = Array.from({ length: 2_048 }, (_, index) => ({
    ...{ sessionId: uuidV7(), revision: 20_000 + index, seenAtMs: 80_000 - index, others },
  }));
  expect(boxThatSaw({ atMs: 100_000, sessions }).seen?.length).toBeLessThan(128 * 1024);
});
