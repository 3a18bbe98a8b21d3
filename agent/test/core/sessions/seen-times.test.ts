import { type Attributes, encodeSeenTimes, parseSeenTimes, uuidV7 } from "@rae/protocol";
import { expect, test } from "vitest";
import { seenTimes } from "../../../src/core/sessions/seen-times.ts";
import type { StoredSession } from "../../../src/core/sessions/stored-session.ts";

const nowMs = 10_000_000;
const sessionWith = (times: Readonly<Record<string, number>>): StoredSession => ({
  sessionId: uuidV7(),
  revision: 3,
  keys: [],
  attributes: Object.fromEntries(
    Object.entries(times).map(([name, observedAtMs]) => [name, { value: "x", observedAtMs }]),
  ) satisfies Attributes,
});
const timesOf = (session: StoredSession, isHeld = false) => {
  const { sessions } = seenTimes([session], () => isHeld, nowMs);
  return sessions[0];
};

test("a session has the time that most of its attributes have, and those apart that have another", () => {
  const session = sessionWith({
    "x.console.boot-line": 5,
    "model.name": 9_000_000,
    "power.state": 9_000_000,
    "connection.state": 7,
  });
  expect(timesOf(session)).toEqual({
    sessionId: session.sessionId,
    revision: 3,
    seenAtMs: 9_000_000,
    others: [{ names: ["x.console.boot-line"], seenAtMs: 5 }],
  });
});

test("what the box decides is seen now, but of a session that is held only as it was before", () => {
  const session = sessionWith({ "connection.state": 7, "model.name": 7 });
  expect(timesOf(session)).toMatchObject({ seenAtMs: 7, others: [] });
  const held = sessionWith({ "connection.state": 7, "model.name": 9, "power.state": 9 });
  expect(timesOf(held, true)).toMatchObject({
    seenAtMs: 9,
    others: [{ names: ["connection.state"], seenAtMs: 7 }],
  });
});

test("no attribute is younger than it is, however many times there are and whatever the clock says", () => {
  const times = Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`x.a.${at}`, at * 100]));
  const session = sessionWith({ ...times, "x.b.0": 450, "x.b.1": 450, "x.b.2": nowMs + 5 });
  const told = timesOf(session);
  expect(told?.seenAtMs).toBe(450);
  expect(told?.others.map(({ seenAtMs }) => seenAtMs)).toEqual([nowMs, 800, 700, 0]);
  expect(told?.others.flatMap(({ names }) => names).length).toBe(10);
});

test("2,048 sessions fit, each with facts of another time", () => {
  const dayMs = 86_400_000;
  const sessions = Array.from({ length: 2_048 }, (_, at) => {
    const probedMs = dayMs - 15_000 + at;
    return sessionWith({ "model.name": probedMs, "power.state": probedMs, "x.a.boot": at });
  });
  const seen = seenTimes(sessions, () => false, dayMs);
  expect(encodeSeenTimes(seen).length).toBeLessThan(limit);
  expect(seen.sessions.length).toBe(2_048);
});

test("of a device that makes up names without end only the oldest time is told, and the others have their room", () => {
  const many = Array.from({ length: 2_000 }, (_, at) => [`x.a.field-${at}`, 100 + (at % 3)]);
  const sessions = [sessionWith(Object.fromEntries(many)), sessionWith({ "model.name": 7 })];
  const seen = seenTimes(sessions, () => false, nowMs);
  expect(seen.sessions).toMatchObject([
    { seenAtMs: 100, others: [] },
    { seenAtMs: 7, others: [] },
  ]);
});

test("there are no more sessions than a message has room for", () => {
  const sessions = Array.from({ length: 2_048 }, (_, at) =>
    sessionWith(
      Object.fromEntries(Array.from({ length: 9 }, (_, field) => [`x.a${at}.f${field}`, field])),
    ),
  );
  const seen = seenTimes(sessions, () => false, nowMs);
  const bytes = encodeSeenTimes(seen);
  expect(bytes.length).toBeLessThan(limit);
  expect(seen.sessions.length).toBeGreaterThan(300);
  expect(parseSeenTimes(bytes)).toEqual(seen);
});

const limit = 96 * 1024;
