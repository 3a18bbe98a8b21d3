import { defaults, encodeBoxEvent, uuidV7 } from "@rae/protocol";
import { expect, test } from "vitest";
import { readBoxStatus } from "../src/box-status.ts";
import { seenTimes } from "../src/core/sessions/seen-times.ts";

const figures = {
  rows: 2,
  bytes: 300,
  limitBytes: 2 ** 30,
  supersededDeltas: 1,
  appendedBytes: 900,
};

const noneSeen = { atMs: 1, sessions: [] };
const nothing = { unreadableFiles: [], droppedSessions: 0 };

test("the status shows the version of the agent, the outbox, the interfaces and the links", () => {
  const links = [{ id: "serial:/dev/tty1", state: "open", detail: "" }];
  const status = readBoxStatus(figures, nothing, links, noneSeen, 5_000);
  expect(status).toMatchObject({ outboxRows: 2, outboxBytes: 300, supersededDeltas: 1, links });
  expect(status.outboxBytesPerDay).toBe(5_000);
  expect(status.enforcesLeases).toBe(true);
  expect(status.agentVersion).toMatch(/^\d+\.\d+\.\d+$/);
  expect(status.interfaces).toContainEqual(expect.objectContaining({ name: "lo" }));
});

test("the status names what of the registry could not be read", () => {
  const unreadableFiles = ["registry.sqlite.unreadable-20261128T180352Z"];
  const status = readBoxStatus(
    figures,
    { unreadableFiles, droppedSessions: 2 },
    [],
    noneSeen,
    undefined,
  );
  expect(status).toMatchObject({ unreadableRegistries: unreadableFiles, droppedSessions: 2 });
  const whole = readBoxStatus(figures, nothing, [], noneSeen, undefined);
  expect(whole).not.toHaveProperty("unreadableRegistries");
  expect(whole).not.toHaveProperty("droppedSessions");
});

test("a birth fits into one message, however many links and sessions there are and whatever ails them", () => {
  const links = Array.from({ length: 512 }, (_, index) => ({
    id: `serial:/dev/serial/by-path/${"x".repeat(200)}-${index}`,
    state: "waiting",
    detail: "z".repeat(1_000),
  }));
  const sessions = Array.from({ length: 2_048 }, (_, index) => ({
    ...{ sessionId: uuidV7(), revision: 1_000_000, keys: [] },
    attributes: Object.fromEntries(
      Array.from({ length: 20 }, (_, field) => [
        `x.driver-${index}.field-${field}`,
        { value: "on", observedAtMs: field * 1_000 },
      ]),
    ),
  }));
  const seen = seenTimes(sessions, () => true, 1_700_000_000_000);
  const origin = { boxId: "rae-1", registryId: "r", connection: 1, sequence: 0, observedAtMs: 1 };
  const status = readBoxStatus(figures, nothing, links, seen, undefined);
  const birth = encodeBoxEvent({ ...origin, kind: "Birth", status });
  expect(birth.length).toBeLessThan(defaults.payloadLimitBytes);
});
