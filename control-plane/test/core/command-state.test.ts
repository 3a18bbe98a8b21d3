import type { CommandOutcome, DeviceCommand, OutcomeState } from "@rae/protocol";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isNewerCommand, isSameCommand } from "../../src/core/command-order.ts";
import type { CommandRecord } from "../../src/core/command-record.ts";
import { foldOutcome, foldRequest } from "../../src/core/command-state.ts";
import { sampleCommand, sampleTimeMs } from "../../src/testing/sample-records.ts";

const request: DeviceCommand = {
  kind: "device",
  commandId: "command-1",
  boxId: "box-1",
  sessionId: "session-1",
  capability: "power",
  command: "on",
  parameters: {},
  remainingMs: 30_000,
};
const requested = { receivedAtMs: sampleTimeMs };
const later = { receivedAtMs: sampleTimeMs + 100 };

function outcome(state: OutcomeState, part: Partial<CommandOutcome> = {}): CommandOutcome {
  const { commandId, boxId, sessionId } = request;
  return { commandId, boxId, sessionId, state, source: "agent", atMs: 5, ...part };
}

const fold = (record: CommandRecord | undefined, ...outcomes: CommandOutcome[]) =>
  outcomes.reduce<CommandRecord | undefined>((at, each) => foldOutcome(at, each, later), record);

test("a request is pending until its deadline, counted from its receipt", () => {
  expect(foldRequest(undefined, request, requested)).toEqual(sampleCommand());
});

test("a deadline is at most ten minutes away, whatever the request says", () => {
  const record = foldRequest(undefined, { ...request, remainingMs: 2 ** 50 }, requested);
  expect(record.deadlineMs).toBe(sampleTimeMs + 600_000);
});

test("a repeated request changes nothing", () => {
  const record = sampleCommand({ state: "succeeded" });
  expect(foldRequest(record, request, later)).toBe(record);
});

const states = ["pending", "sent", "started", "succeeded", "failed"] as const;
const told = ["sent", "started", "succeeded", "failed", "rejected", "expired", "unknown"] as const;
const rank = (state: string) => Math.min(3, ["pending", "sent", "started"].indexOf(state) >>> 0);
describe.each(states)("a command that is %s", (from) => {
  test.each(told)("is told %s", (to) => {
    const record = sampleCommand({ state: from });
    const state = foldOutcome(record, outcome(to), later).state;
    expect(state).toBe(rank(to) > rank(from) ? to : from);
  });
});

test("each step leaves its time, and the end what it brought", () => {
  const record = fold(
    sampleCommand(),
    outcome("sent", { source: "gateway" }),
    outcome("started"),
    outcome("succeeded", { result: { power: "on" }, durationMs: 12.5, atMs: 9 }),
  );
  expect(record).toEqual(
    sampleCommand({
      state: "succeeded",
      sentAtMs: later.receivedAtMs,
      startedAtMs: later.receivedAtMs,
      finishedAtMs: later.receivedAtMs,
      decidedBy: "agent",
      decidedAtMs: 9,
      durationMs: 12.5,
      result: { power: "on" },
    }),
  );
});

test("a failure says whose it is and what to do", () => {
  const error = { code: "limited-mode", message: "403", details: { status: 403 } };
  const record = fold(sampleCommand(), outcome("failed", { error }));
  expect(record?.error).toMatchObject({ ...error, fault: "operator", retryable: false });
  expect(record?.error?.remedy).not.toBe("");
});

test("the first terminal outcome decides, later ones are kept, at most eight", () => {
  const sweeper = outcome("unknown", { source: "sweeper", atMs: 1 });
  const agent = outcome("succeeded", { atMs: 2 });
  const record = fold(sampleCommand(), sweeper, agent);
  expect(record).toMatchObject({ state: "unknown", decidedBy: "sweeper", late: [agent] });
  const many = Array.from({ length: 20 }, (_, index) => outcome("failed", { atMs: 100 + index }));
  expect(fold(record, ...many)?.late).toHaveLength(8);
});

test("a repeated outcome is no late one, decisive or late", () => {
  const decisive = outcome("succeeded", { atMs: 2 });
  const late = outcome("unknown", { source: "sweeper", atMs: 3 });
  const record = fold(sampleCommand(), decisive, late);
  expect(fold(record, decisive, late, outcome("started"))).toBe(record);
});

test("an outcome of another box changes nothing", () => {
  const record = sampleCommand();
  expect(fold(record, outcome("succeeded", { boxId: "box-2" }))).toBe(record);
});

test("outcomes that come before their request are completed by it", () => {
  const record = fold(undefined, outcome("sent"), outcome("succeeded", { result: { ok: true } }));
  expect(record).toMatchObject({ provisional: true, state: "succeeded", capability: "" });
  const whole = foldRequest(record, request, requested);
  expect(whole).toEqual(
    fold(sampleCommand(), outcome("sent"), outcome("succeeded", { result: { ok: true } })),
  );
});

test("what another box said of a command before its request is dropped", () => {
  const record = fold(undefined, outcome("succeeded", { boxId: "box-2" }));
  expect(foldRequest(record, request, requested)).toEqual(sampleCommand());
});

test("request and outcomes in any interleaving, with any repetition, give the same record", () => {
  const log = [
    outcome("sent"),
    outcome("started"),
    outcome("failed"),
    outcome("succeeded", { atMs: 6 }),
  ];
  const expected = fold(foldRequest(undefined, request, requested), ...log);
  fc.assert(
    fc.property(fc.nat(log.length), fc.nat(log.length), (before, again) => {
      const early = fold(undefined, ...log.slice(0, before));
      const whole = foldRequest(early, request, requested);
      const record = fold(whole, ...log.slice(0, again), ...log);
      expect(foldRequest(record, request, later)).toEqual(expected);
    }),
  );
});

test("of two writers that overtake each other, one of them always sees that the other was faster", () => {
  const whole = foldRequest(undefined, request, requested);
  const provisional = foldOutcome(undefined, outcome("succeeded"), later);
  const store = (first: CommandRecord, second: CommandRecord) =>
    isNewerCommand(second, first) ? second : first;
  for (const [first, second] of [
    [whole, provisional],
    [provisional, whole],
  ] as const) {
    const stored = store(first, second);
    expect(isSameCommand(stored, first) && isSameCommand(stored, second)).toBe(false);
    // Neither the request nor the outcome is lost by folding the loser onto what is stored.
    const healed = stored.provisional
      ? foldRequest(stored, request, requested)
      : foldOutcome(stored, outcome("succeeded"), later);
    expect(isNewerCommand(healed, stored)).toBe(true);
    expect(healed).toMatchObject({ capability: "power", state: "succeeded" });
  }
});
