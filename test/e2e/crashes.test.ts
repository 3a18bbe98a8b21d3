import { eventually } from "@rae/kit/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { historyIsWhole, viewEqualsRegistry } from "../harness/agreement.ts";
import { openPlatform, type Platform } from "../harness/platform.ts";
import { readRegistry } from "../harness/registry-file.ts";
import type { CommandJson } from "../harness/rest-client.ts";

const terminal = ["succeeded", "failed", "rejected", "expired", "unknown"];

let platform: Platform;

beforeAll(async () => {
  platform = await openPlatform({
    devices: [
      { id: "roku-1", family: "roku" },
      { id: "lg-1", family: "lg-rs232" },
    ],
    labFile: [{ asset: "tv-1", serial: "lg-1" }],
    agent: { gracePeriodMs: 60_000 },
  });
  await platform.rest.deviceThat("tv-1", (device) => device.state === "online");
});

afterAll(() => platform?.close());

/** Key presses that the Roku has felt, with how often. */
function presses(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of platform.lab.device("roku-1").report().keys) {
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

async function rokuId(): Promise<string> {
  return eventually(async () => {
    const found = (await platform.rest.devices("&capability=app&state=online"))[0];
    if (found === undefined) throw new Error("no Roku yet");
    return found.id;
  });
}

function ended(id: string): Promise<CommandJson> {
  return eventually(
    async () => {
      const command = await platform.rest.command(id);
      if (!terminal.includes(command.state)) throw new Error(`still ${command.state}`);
      return command;
    },
    { timeoutMs: 30_000, intervalMs: 100 },
  );
}

test("an agent killed between a change and its publication tells it after its restart", async () => {
  const before = await platform.rest.device("tv-1");
  platform.controlPlane.kill("SIGSTOP");
  await platform.fault("lg-1", "unplug");
  await eventually(() => {
    const { sessions } = readRegistry(platform.agent.dataDir);
    expect(sessions.get(before.id)).toBeGreaterThan(before.revision);
  });
  await platform.agent.crash();
  platform.controlPlane.kill("SIGCONT");
  await platform.fault("lg-1", "plug");
  await platform.agent.start();
  await platform.rest.deviceThat("tv-1", (device) => device.state === "online");
  await viewEqualsRegistry(platform);
  await historyIsWhole(platform, before.id);
});

test("with both killed again and again under commands, each command has one end and each key was pressed at most once", async () => {
  const id = await rokuId();
  // Keys of their own for each round, so that the device tells which were felt how often.
  const keys = ["up", "down", "left", "right", "select", "back", "info", "replay"] as const;
  const sent: string[] = [];
  for (const [round, key] of keys.entries()) {
    const command = await platform.rest.send(id, "remote-control", "press", { key }, 5_000);
    sent.push(command.id);
    if (round % 2 === 0) await platform.agent.crash();
    else await platform.controlPlane.crash();
    if (round % 2 === 0) await platform.agent.start();
    else await platform.controlPlane.start();
    await rokuId();
  }
  const commands = await Promise.all(sent.map(ended));
  for (const [key, count] of presses()) expect([key, count]).toEqual([key, 1]);
  const succeeded = commands.filter((command) => command.state === "succeeded").length;
  expect(presses().size).toBeGreaterThanOrEqual(succeeded);
  await viewEqualsRegistry(platform);
  for (const device of await platform.rest.devices()) await historyIsWhole(platform, device.id);
});

test("a box without its gateway goes on recording, and on return everything arrives in order, once", async () => {
  const before = await platform.rest.device("tv-1");
  await platform.controlPlane.stop();
  for (const fault of ["unplug", "plug", "unplug", "plug"]) {
    const revision = revisionOf(before.id);
    await platform.fault("lg-1", fault);
    await eventually(() => expect(revisionOf(before.id)).toBeGreaterThan(revision));
  }
  expect(readRegistry(platform.agent.dataDir).outboxRows).toBeGreaterThanOrEqual(4);
  await platform.controlPlane.start();
  await platform.rest.deviceThat("tv-1", (device) => device.state === "online");
  await viewEqualsRegistry(platform);
  await historyIsWhole(platform, before.id);
});

function revisionOf(sessionId: string): number {
  return readRegistry(platform.agent.dataDir).sessions.get(sessionId) ?? 0;
}
