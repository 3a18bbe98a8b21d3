import { silentLogger } from "@rae/kit";
import { ManualClock } from "@rae/kit/testing";
import { type DeviceCommand, defaults, type JsonObject } from "@rae/protocol";
import { expect, test } from "vitest";
import type { DeviceCare } from "../../src/ports/device-care.ts";
import { BoxCommands } from "../../src/sessions/box-commands.ts";
import { type CommandDevices, CommandLanes } from "../../src/sessions/command-lanes.ts";
import { CommandRunner } from "../../src/sessions/command-runner.ts";
import { testFolder, testRegistry, waitingOutcomes } from "../store/registry-fixture.ts";
import { noLeases } from "./no-leases.ts";

const powerOff = { sessionId: "s1", capability: "power", command: "off", parameters: {} };

/** A device that does what `act` does, and what was asked of it. */
function deviceWhere(act: (command: string, signal: AbortSignal) => Promise<JsonObject>) {
  const clock = new ManualClock();
  const registry = testRegistry(testFolder(), { clock });
  const ran: string[] = [];
  const devices: CommandDevices = {
    isOpen: () => true,
    offers: (_sessionId, capability) => capability === "power",
    laneOf: ({ sessionId }) => sessionId,
    run: ({ command }, signal) => {
      ran.push(command);
      return act(command, signal);
    },
  };
  const lanes = new CommandLanes(devices, clock);
  const runner = new CommandRunner({
    ...{ boxId: "rae-1", registry, devices, lanes, clock, logger: silentLogger },
    leases: noLeases,
  });
  const box = new BoxCommands(lanes, devices, clock);
  return { clock, registry, ran, lanes, runner, box };
}

function clientCommand(commandId: string): DeviceCommand {
  const ids = { kind: "device" as const, commandId, boxId: "rae-1", sessionId: "s1" };
  return { ...ids, capability: "power", command: "on", parameters: {}, remainingMs: 10_000 };
}

test("a command of the box takes turns with those of clients, and leaves no outcome", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { clock, registry, ran, runner, box } = deviceWhere(async (command) => {
    if (command === "on") await promise;
    return { state: command };
  });
  const care: DeviceCare = {
    afterLease: async (sessionId, signal) => {
      await box.run({ ...powerOff, sessionId }, signal);
    },
    ready: async () => {},
    isUnderWay: () => false,
  };
  runner.accept(clientCommand("c1"));
  const cleaned = care.afterLease("s1", AbortSignal.timeout(60_000));
  runner.accept(clientCommand("c2"));
  await clock.advance(10);
  expect(ran).toEqual(["on"]);
  resolve();
  await cleaned;
  await clock.advance(10);
  expect(ran).toEqual(["on", "off", "on"]);
  expect(waitingOutcomes(registry).map(({ commandId }) => commandId)).toEqual([
    "c1",
    "c1",
    "c2",
    "c2",
  ]);
});

test("a command of the box answers as the driver does, and is checked as a client's is", async () => {
  const signal = AbortSignal.timeout(60_000);
  const { box } = deviceWhere(async () => ({ state: "off" }));
  await expect(box.run(powerOff, signal)).resolves.toEqual({ state: "off" });
  await expect(box.run({ ...powerOff, capability: "app" }, signal)).rejects.toMatchObject({
    code: "unsupported",
  });
  await expect(box.run({ ...powerOff, parameters: { now: true } }, signal)).rejects.toMatchObject({
    code: "invalid-parameters",
  });
});

test("a command of the box that is given up while it waits never begins", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { clock, ran, runner, box } = deviceWhere(async (command) => {
    await promise;
    return { state: command };
  });
  runner.accept(clientCommand("c1"));
  const giveUp = new AbortController();
  const asked = box.run(powerOff, giveUp.signal);
  giveUp.abort(new Error("no longer wanted"));
  await expect(asked).rejects.toThrow("no longer wanted");
  resolve();
  await clock.advance(10);
  expect(ran).toEqual(["on"]);
});

test("a command of the box ends at its deadline, whether it waits or runs, and with the agent", async () => {
  const forever = () => new Promise<never>(() => {});
  const { clock, lanes, box } = deviceWhere(forever);
  const signal = new AbortController().signal;
  const runs = box.run(powerOff, signal);
  const waits = box.run(powerOff, signal);
  const ends = Promise.allSettled([runs, waits]);
  await clock.advance(defaults.commandDeadlineMs + 100);
  expect((await ends).map((end) => "reason" in end && end.reason.code)).toEqual([
    "timeout",
    "expired",
  ]);
  await clock.advance(5_000);
  const stopped = expect(box.run(powerOff, signal)).rejects.toMatchObject({ code: "interrupted" });
  const closing = lanes.close(3_000);
  await clock.advance(3_000);
  await closing;
  await stopped;
});
