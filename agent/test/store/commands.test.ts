import { ManualClock } from "@rae/kit/testing";
import type { CommandOutcome, OutcomeState } from "@rae/protocol";
import { expect, test } from "vitest";
import { commandRetentionMs } from "../../src/store/command-table.ts";
import { crashedCopy, testFolder, testRegistry, waitingOutcomes } from "./registry-fixture.ts";

function outcome(commandId: string, state: OutcomeState): CommandOutcome {
  return { commandId, boxId: "rae-1", sessionId: "s1", state, source: "agent", atMs: 1 };
}

test("a started command is known after a crash as started and not ended", () => {
  const folder = testFolder();
  const registry = testRegistry(folder);
  registry.commands.start(outcome("c1", "started"), "effect-once");
  registry.flush();
  const again = testRegistry(crashedCopy(folder));

  expect(again.commands.find("c1")).toEqual({ commandId: "c1" });
  expect(again.commands.interrupted()).toEqual([
    { commandId: "c1", sessionId: "s1", effect: "effect-once" },
  ]);
});

test("an ended command is known with its outcome and is not interrupted", () => {
  const folder = testFolder();
  const registry = testRegistry(folder);
  registry.commands.start(outcome("c1", "started"), "effect-once");
  registry.commands.finish(outcome("c1", "succeeded"));
  registry.flush();
  const again = testRegistry(crashedCopy(folder));

  expect(again.commands.find("c1")?.outcome?.state).toBe("succeeded");
  expect(again.commands.interrupted()).toEqual([]);
  expect(waitingOutcomes(again).map(({ state }) => state)).toEqual(["started", "succeeded"]);
});

test("a repeat is not sent twice while the outcome still waits, and again once it was taken", () => {
  const registry = testRegistry(testFolder());
  registry.commands.finish(outcome("c1", "succeeded"));
  registry.commands.repeat("c1");
  const waiting = registry.outbox.read("outcomes", 0, 10);
  for (const { id } of waiting) registry.outbox.acknowledge(id);
  registry.commands.repeat("c1");
  registry.commands.repeat("c1");

  expect(waiting).toHaveLength(1);
  expect(waitingOutcomes(registry).map(({ state }) => state)).toEqual(["succeeded"]);
});

test("an outcome is forgotten after its time by the monotonic clock, also across a restart", async () => {
  const clock = new ManualClock();
  const folder = testFolder();
  const registry = testRegistry(folder, { clock });
  registry.commands.finish(outcome("c1", "succeeded"));
  await clock.advance(commandRetentionMs);
  registry.commands.finish(outcome("c2", "succeeded"));
  expect(registry.commands.find("c1")).toBeDefined();
  await clock.advance(1);
  registry.commands.finish(outcome("c3", "succeeded"));
  expect(registry.commands.find("c1")).toBeUndefined();
  registry.flush();

  // A new process knows nothing of the age, and keeps it for the whole time again.
  const laterClock = new ManualClock(1_900_000_000_000);
  const again = testRegistry(crashedCopy(folder), { clock: laterClock });
  again.commands.finish(outcome("c4", "succeeded"));
  expect(again.commands.find("c2")).toBeDefined();
  await laterClock.advance(commandRetentionMs + 1);
  again.commands.finish(outcome("c5", "succeeded"));
  expect(again.commands.find("c2")).toBeUndefined();
});
