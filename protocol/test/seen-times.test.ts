import {
  attributeCatalogue,
  type BoxStatus,
  encodeBoxEvent,
  encodeSeenTimes,
  isBoxAttribute,
  parseBoxEvent,
  parseSeenTimes,
  type SeenTimes,
  uuidV7,
} from "@rae/protocol";
import { expect, test } from "vitest";
import { rae } from "../src/wire.ts";
import { errorCodeOf } from "./error-code-of.ts";

const origin = { boxId: "box-1", registryId: "r", connection: 1, sequence: 0, observedAtMs: 1 };
const bare: BoxStatus = {
  ...{ agentVersion: "0.1.0", outboxRows: 0, outboxBytes: 0, outboxLimitBytes: 1 },
  ...{ supersededDeltas: 0, interfaces: [], links: [] },
};
const sessionId = "0190a0a0-0000-7000-8000-000000000002";

const encoded = (seen: SeenTimes | undefined) =>
  encodeBoxEvent({
    ...origin,
    kind: "Status",
    status: seen === undefined ? bare : { ...bare, seen },
  });

test("the times of 2,048 sessions, each with facts of their own age, take less than 96 kB", () => {
  const atMs = 1_700_000_000_000;
  const sessions = Array.from({ length: 2_048 }, (_, index) => ({
    sessionId: uuidV7(atMs),
    revision: 20_000 + index,
    seenAtMs: atMs - 15_000 - index,
    others: [
      { names: ["identity.conflict", "x.console.boot-line"], seenAtMs: atMs - 86_400_000 - index },
    ],
  }));
  const bytes = encoded({ atMs, sessions });
  expect(bytes.length).toBeLessThan(96 * 1024);
  expect(parseBoxEvent(bytes)).toMatchObject({ status: { seen: { atMs, sessions } } });
});

test("what is kept of them is read as it was", () => {
  const others = [{ names: ["model.name"], seenAtMs: 3 }];
  const seen = { atMs: 9, sessions: [{ sessionId, revision: 4, seenAtMs: 7, others }] };
  expect(parseSeenTimes(encodeSeenTimes(seen))).toEqual(seen);
});

test("a time after the status, as of a clock that went back, is that of the status", () => {
  const others = [{ names: ["model.name"], seenAtMs: 300 }];
  const seen = { atMs: 100, sessions: [{ sessionId, revision: 1, seenAtMs: 200, others }] };
  expect(parseBoxEvent(encoded(seen))).toMatchObject({
    status: {
      seen: { sessions: [{ seenAtMs: 100, others: [{ names: ["model.name"], seenAtMs: 100 }] }] },
    },
  });
});

test("an agent that does not say it has no times", () => {
  expect(parseBoxEvent(encoded(undefined))).toEqual({ ...origin, kind: "Status", status: bare });
});

const id = Buffer.alloc(16, 1);
test.each<[string, rae.v1.SeenTimes.$Properties]>([
  ["a session id of another length", { sessions: [{ sessionId: Buffer.alloc(15) }] }],
  ["a session without an id", { sessions: [{ revision: 1 }] }],
  ["an age of before the epoch", { atMs: 10, sessions: [{ sessionId: id, ageMs: 11 }] }],
  ["a name that is none", { names: ["Model Name"] }],
  ["an index without a name", { sessions: [{ sessionId: id, others: [{ names: [0] }] }] }],
  ["a time that is no date", { atMs: 2 ** 60 }],
])("%s is undecodable", (_, seen) => {
  const wire = { ...origin, kind: 13, status: { seen } };
  const bytes = rae.v1.BoxEvent.encode(wire).finish();
  expect(errorCodeOf(() => parseBoxEvent(bytes))).toBe("undecodable");
});

test("what the box decides itself is told from what a device says", () => {
  expect(Object.keys(attributeCatalogue).filter(isBoxAttribute)).toEqual([
    "identity.asset",
    "identity.wire",
    "identity.possible-duplicate",
    "connection.state",
    "connection.reason",
    "connection.links",
    "health.state",
    "health.reason",
    "capabilities",
  ]);
  expect(isBoxAttribute("toString")).toBe(false);
});
