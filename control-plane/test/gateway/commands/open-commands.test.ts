import { encodeCommand, encodeOutcome, logTopics, type OutcomeState } from "@rae/protocol";
import type { LogRecord } from "@rae/stream";
import { beforeEach, expect, test } from "vitest";
import { type Moment, OpenCommands } from "../../../src/gateway/commands/open-commands.ts";

const start: Moment = { nowMs: 1_000_000, monotonicMs: 500 };
const later = (ms: number): Moment => ({
  ...{ nowMs: start.nowMs + ms, monotonicMs: start.monotonicMs + ms },
});

let commands: OpenCommands;
beforeEach(() => {
  commands = new OpenCommands(10, 600_000);
});

function record(topic: string, value: Uint8Array, appendedAtMs = start.nowMs): LogRecord {
  return { topic, key: "box-1", value, headers: {}, partition: 0, offset: 0, appendedAtMs };
}

function command(
  commandId: string,
  fields: {
    readonly boxId?: string;
    readonly remainingMs?: number;
    readonly leaseMs?: number;
  } = {},
): Uint8Array {
  const { boxId = "box-1", remainingMs = 30_000, leaseMs } = fields;
  return encodeCommand({
    ...{ kind: "device", commandId, boxId, sessionId: "s", capability: "power", command: "on" },
    ...{ parameters: {}, remainingMs },
    ...(leaseMs === undefined ? {} : { lease: { leaseId: "l", token: 1, remainingMs: leaseMs } }),
  });
}

function outcome(commandId: string, state: OutcomeState): LogRecord {
  const value = encodeOutcome({
    ...{ commandId, boxId: "box-1", sessionId: "s", state, source: "agent", atMs: 1 },
  });
  return record(logTopics.outcomes, value);
}

const add = (id: string, fields = {}, at = start) =>
  commands.add(record(logTopics.commands, command(id, fields)), at);
const idsOf = (boxId: string) => commands.of(boxId).map(({ commandId }) => commandId);

test("open commands of a box are in log order, apart from those of others", () => {
  for (const id of ["a", "b"]) add(id);
  add("other", { boxId: "box-2" });
  add("c");

  expect(idsOf("box-1")).toEqual(["a", "b", "c"]);
  expect(idsOf("box-2")).toEqual(["other"]);
  expect(idsOf("box-3")).toEqual([]);
});

test("time that passed since the append counts against the remaining time, of the lease too", () => {
  const value = command("a", { remainingMs: 30_000, leaseMs: 60_000 });
  const added = commands.add(record(logTopics.commands, value, start.nowMs - 10_000), start);

  expect(added?.expiresMs).toBe(start.monotonicMs + 20_000);
  expect(added?.leaseExpiresMs).toBe(start.monotonicMs + 50_000);
});

test("a log whose clock is ahead does not give a command more time", () => {
  const added = commands.add(record(logTopics.commands, command("a"), start.nowMs + 5_000), start);

  expect(added?.expiresMs).toBe(start.monotonicMs + 30_000);
});

test.each([0, 9_999, 10_000])("a command with %i ms left, read after 10 s, is not open", (ms) => {
  const value = command("a", { remainingMs: ms });

  expect(
    commands.add(record(logTopics.commands, value, start.nowMs - 10_000), start),
  ).toBeUndefined();
  expect(commands.size).toBe(0);
});

test.each([
  ["succeeded", 0],
  ["failed", 0],
  ["rejected", 0],
  ["expired", 0],
  ["unknown", 0],
  ["sent", 1],
  ["started", 1],
] as const)("after the outcome %s, %i commands are open", (state, open) => {
  add("a");
  commands.decide(outcome("a", state), start);

  expect(commands.size).toBe(open);
  expect(idsOf("box-1")).toHaveLength(open);
});

test("an outcome that is read before its command decides it", () => {
  commands.decide(outcome("a", "succeeded"), start);

  expect(add("a")).toBeUndefined();
});

test("a decided id is forgotten when no command of it can come any more", () => {
  commands.decide(outcome("a", "succeeded"), start);
  commands.decide(outcome("b", "succeeded"), later(600_000));

  expect(add("a", { remainingMs: 700_000 }, later(600_000))).toBeDefined();
});

test("a command that is known already is not delivered again", () => {
  expect(add("a")).toBeDefined();
  expect(add("a")).toBeUndefined();
});

test("a command is due until its time is up, and is then forgotten", () => {
  const added = add("a", { remainingMs: 100 });

  expect(added && commands.isDue(added, later(99))).toBe(true);
  expect(added && commands.isDue(added, later(100))).toBe(false);
  expect(commands.size).toBe(0);
});

test("a command that was decided is not due", () => {
  const added = add("a");
  commands.decide(outcome("a", "failed"), start);

  expect(added && commands.isDue(added, start)).toBe(false);
});

test("a resync is not kept", () => {
  const value = encodeCommand({
    ...{ kind: "resync-session", commandId: "r", boxId: "box-1", sessionId: "s" },
    ...{ haveRevision: 1, sessionEnded: false },
  });

  expect(commands.add(record(logTopics.commands, value), start)?.expiresMs).toBeUndefined();
  expect(commands.size).toBe(0);
});

test("no more commands are kept than may be, and those whose time is up make room", () => {
  for (let count = 0; count < 10; count += 1) add(`c${count}`, { remainingMs: 1_000 });

  expect(add("eleventh")).toBeUndefined();
  expect(add("eleventh", {}, later(1_000))).toBeDefined();
  expect(idsOf("box-1")).toEqual(["eleventh"]);
});

test("a record that is no command is an error that says so", () => {
  expect(() => commands.add(record(logTopics.commands, Buffer.from("garbage")), start)).toThrow(
    expect.objectContaining({ code: "undecodable" }),
  );
});
