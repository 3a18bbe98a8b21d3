import { silentLogger } from "@rae/kit";
import { ManualClock } from "@rae/kit/testing";
import type { DeviceCommand, JsonObject } from "@rae/protocol";
import { expect, test } from "vitest";
import { interruptedOutcome } from "../../src/core/commands/command-outcome.ts";
import type { Registry } from "../../src/ports/store.ts";
import { type CommandDevices, CommandLanes } from "../../src/sessions/command-lanes.ts";
import { CommandRunner } from "../../src/sessions/command-runner.ts";
import {
  crashedCopy,
  testFolder,
  testRegistry,
  waitingOutcomes,
} from "../store/registry-fixture.ts";
import { noLeases } from "./no-leases.ts";

/** One run of the agent's command part on a folder, with a device that a test plays. */
function process(folder: string, act: (signal: AbortSignal) => Promise<JsonObject>) {
  const clock = new ManualClock();
  const registry = testRegistry(folder, { clock });
  const devices: CommandDevices = {
    isOpen: () => true,
    offers: () => true,
    laneOf: ({ sessionId }) => sessionId,
    run: (_action, signal) => act(signal),
  };
  const lanes = new CommandLanes(devices, clock);
  const runner = new CommandRunner({
    ...{ boxId: "rae-1", registry, devices, lanes, clock, logger: silentLogger },
    leases: noLeases,
  });
  return { clock, registry, runner, lanes };
}

function command(commandId: string, capability = "power", name = "on"): DeviceCommand {
  const ids = { kind: "device" as const, commandId, boxId: "rae-1", sessionId: "s1" };
  return { ...ids, capability, command: name, parameters: {}, remainingMs: 10_000 };
}

function states(registry: Registry, commandId: string): string[] {
  return waitingOutcomes(registry)
    .filter((outcome) => outcome.commandId === commandId)
    .map(({ state, error }) => (error === undefined ? state : `${state} ${error.code}`));
}

const forever = () => new Promise<never>(() => {});

test("started is durable before the device acts", async () => {
  const folder = testFolder();
  let copy = "";
  const { runner, clock } = process(folder, async () => {
    copy = crashedCopy(folder);
    return { state: "on" };
  });
  runner.accept(command("c1"));
  await clock.advance(10);
  expect(testRegistry(copy).commands.find("c1")).toEqual({ commandId: "c1" });
});

test("an effect-once command that a crash interrupted is unknown, and no restart runs it again", async () => {
  const folder = testFolder();
  const first = process(folder, forever);
  first.runner.accept(command("c1"));
  await first.clock.advance(10);

  let runs = 0;
  const again = async () => {
    runs += 1;
    return { state: "on" };
  };
  const secondFolder = crashedCopy(folder);
  const second = process(secondFolder, again);
  second.runner.accept(command("c1"));
  await second.clock.advance(10);
  expect(states(second.registry, "c1")).toEqual(["started", "unknown interrupted"]);

  second.registry.flush();
  const third = process(crashedCopy(secondFolder), again);
  third.runner.accept(command("c1"));
  await third.clock.advance(10);
  expect(states(third.registry, "c1")).toEqual(["started", "unknown interrupted"]);
  expect(runs).toBe(0);
});

test("a query that a crash interrupted runs again when it comes again", async () => {
  const folder = testFolder();
  const first = process(folder, forever);
  first.runner.accept(command("c1", "power", "state"));
  await first.clock.advance(10);

  const second = process(crashedCopy(folder), async () => ({ state: "on" }));
  expect(states(second.registry, "c1")).toEqual([]);
  second.runner.accept(command("c1", "power", "state"));
  await second.clock.advance(10);
  expect(states(second.registry, "c1")).toEqual(["succeeded"]);
});

test("an idempotent command that a crash interrupted has failed, and may be sent anew", () => {
  const outcome = interruptedOutcome(command("c1"), "idempotent", 1);
  expect(outcome).toMatchObject({ state: "failed", error: { code: "interrupted" } });
});

test("an id that comes again while it runs, and after, acts once and is answered from the store", async () => {
  let runs = 0;
  const { promise, resolve } = Promise.withResolvers<void>();
  const { runner, clock, registry } = process(testFolder(), async () => {
    runs += 1;
    await promise;
    return { state: "on" };
  });
  runner.accept(command("c1"));
  runner.accept(command("c1"));
  await clock.advance(10);
  resolve();
  await clock.advance(10);
  for (const { id } of registry.outbox.read("outcomes", 0, 10)) registry.outbox.acknowledge(id);
  runner.accept(command("c1"));
  await clock.advance(10);
  expect(runs).toBe(1);
  expect(states(registry, "c1")).toEqual(["succeeded"]);
});

test("a command that runs when the agent stops may end, one that does not is unknown", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const orderly = process(testFolder(), async () => {
    await promise;
    return { state: "on" };
  });
  orderly.runner.accept(command("c1"));
  await orderly.clock.advance(10);
  const closing = orderly.lanes.close(3_000);
  resolve();
  await closing;
  expect(states(orderly.registry, "c1")).toEqual(["started", "succeeded"]);

  const stuck = process(testFolder(), forever);
  stuck.runner.accept(command("c1"));
  stuck.runner.accept(command("c2"));
  await stuck.clock.advance(10);
  const stopping = stuck.lanes.close(3_000);
  await stuck.clock.advance(3_000);
  await stopping;
  expect(states(stuck.registry, "c1")).toEqual(["started", "unknown interrupted"]);
  expect(states(stuck.registry, "c2")).toEqual([]);
});
