import type { CommandOutcome, DeviceCommand, OutcomeState } from "@rae/protocol";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sampleEvents as events } from "../../src/testing/sample-events.ts";
import { AggregatorLab } from "./aggregator-lab.ts";

let lab: AggregatorLab;
beforeEach(() => {
  lab = new AggregatorLab();
});
afterEach(() => lab.close());

const request: DeviceCommand = {
  kind: "device",
  commandId: "command-1",
  boxId: "box-1",
  sessionId: "session-1",
  capability: "power",
  command: "on",
  parameters: {},
  remainingMs: 10_000,
};
const outcome = (state: OutcomeState, part: Partial<CommandOutcome> = {}): CommandOutcome => {
  const { commandId, boxId, sessionId } = request;
  return { commandId, boxId, sessionId, state, source: "agent", atMs: 5, ...part };
};
const command = () => lab.command();
const becomes = (expected: object) =>
  lab.until(async () => expect(await command()).toMatchObject(expected));

test("a command goes through its states to its outcome", async () => {
  lab.open();
  await lab.commands(request);
  await becomes({ state: "pending", deadlineMs: lab.clock.nowMs() + 10_000 });
  await lab.outcomes(outcome("sent", { source: "gateway" }));
  await becomes({ state: "sent" });
  await lab.outcomes(outcome("started"), outcome("succeeded", { result: { power: "on" } }));
  await becomes({ state: "succeeded", result: { power: "on" }, decidedBy: "agent" });
  expect(await lab.history.readCommandsOfDevice("session-1", 9)).toEqual([await command()]);
});

test("an outcome that is read before its command is not lost, nor shown", async () => {
  const aggregator = lab.open();
  await lab.outcomes(outcome("succeeded"));
  await lab.settled(aggregator);
  expect(await command()).toBeUndefined();
  await lab.commands(request);
  await becomes({ state: "succeeded", capability: "power" });
});

test("a command that came too late for its box is expired two seconds after its deadline", async () => {
  const aggregator = lab.open();
  await lab.events(events.birth(), events.lost());
  await lab.settled(aggregator);
  await lab.clock.advance(1_000);
  await lab.commands(request);
  await becomes({ state: "pending" });
  await lab.clock.advance(11_500);
  expect(await command()).toMatchObject({ state: "pending" });
  await lab.clock.advance(1_500);
  await becomes({
    state: "expired",
    decidedBy: "sweeper",
    error: { code: "expired", fault: "infrastructure", retryable: true },
  });
});

test("a command that its box may have got is unknown, and what the agent says later is kept", async () => {
  const aggregator = lab.open();
  await lab.events(events.birth());
  await lab.commands(request);
  await lab.outcomes(outcome("sent", { source: "gateway" }));
  await lab.settled(aggregator);
  await lab.clock.advance(13_000);
  await becomes({ state: "unknown", error: { code: "outcome-unknown" } });
  await lab.outcomes(outcome("succeeded", { atMs: 77 }));
  await becomes({ state: "unknown", late: [{ state: "succeeded", atMs: 77 }] });
});

test("a command is swept once", async () => {
  const aggregator = lab.open();
  await lab.commands(request);
  await lab.settled(aggregator);
  await lab.clock.advance(120_000);
  expect(await lab.appendedOutcomes()).toMatchObject([{ state: "expired", source: "sweeper" }]);
});

test("a command that has ended is not swept", async () => {
  const aggregator = lab.open();
  await lab.commands(request);
  await lab.outcomes(outcome("failed"));
  await lab.settled(aggregator);
  await lab.clock.advance(120_000);
  expect(await lab.appendedOutcomes()).toHaveLength(1);
});

test("a command that was open at a restart is swept by the next aggregator", async () => {
  const first = lab.open();
  await lab.commands(request);
  await lab.settled(first);
  await lab.closed(first);
  await lab.clock.advance(60_000);
  lab.open();
  await becomes({ state: "expired" });
});

test("an outcome that waits on the log at a restart decides before the sweeper", async () => {
  const first = lab.open();
  await lab.commands(request);
  await lab.settled(first);
  await lab.closed(first);
  await lab.outcomes(outcome("succeeded"));
  await lab.clock.advance(60_000);
  lab.open();
  await becomes({ state: "succeeded", late: [] });
  await lab.clock.advance(60_000);
  expect(await lab.appendedOutcomes()).toHaveLength(1);
});

test("a log that is away when a command is swept is tried again", async () => {
  const aggregator = lab.open();
  await lab.commands(request);
  await lab.settled(aggregator);
  lab.log.failAppends(3);
  await lab.clock.advance(13_000);
  await becomes({ state: "expired" });
});

test("another box's outcome decides nothing", async () => {
  const aggregator = lab.open();
  await lab.commands(request);
  await lab.settled(aggregator);
  await lab.outcomes(outcome("succeeded", { boxId: "box-2" }));
  await lab.settled(aggregator);
  expect(await command()).toMatchObject({ state: "pending" });
});

test("a replay of commands and outcomes changes nothing", async () => {
  await lab.commands(request, { ...request, commandId: "command-2" });
  await lab.outcomes(
    outcome("sent"),
    outcome("succeeded"),
    outcome("unknown", { source: "sweeper" }),
  );
  await lab.settled(lab.open());
  const before = await command();
  expect(before).toMatchObject({ state: "succeeded", late: [{ state: "unknown" }] });
  const { position } = await lab.view.scan(AbortSignal.timeout(5_000));
  await lab.settled(lab.open({ group: "again" }));
  expect(await command()).toEqual(before);
  // What the second aggregator says of itself.
  expect(await lab.changedBehind(position)).toEqual(["gateway"]);
});
