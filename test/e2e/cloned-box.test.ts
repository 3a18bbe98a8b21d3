import { cpSync } from "node:fs";
import { join } from "node:path";
import { eventually } from "@rae/kit/testing";
import { afterEach, expect, onTestFinished, test } from "vitest";
import { openPlatform, type Platform } from "../harness/platform.ts";
import { agentProgram } from "../harness/programs.ts";

const soonEnough = { timeoutMs: 60_000, intervalMs: 200 };
const named = "another client uses this box's identity";

let platform: Platform;

afterEach(() => platform?.close());

async function openBox(options: { readonly proxy: boolean }): Promise<void> {
  platform = await openPlatform({
    devices: [{ id: "lg-1", family: "lg-rs232" }],
    labFile: [{ asset: "tv-1", serial: "lg-1" }],
    ...options,
  });
  await platform.rest.deviceThat("tv-1", (device) => device.state === "online");
}

/** A box whose disk was copied, with or without the registry of the first one. */
async function startClone({ withRegistry }: { readonly withRegistry: boolean }) {
  const folder = join(platform.folder, "clone");
  const clone = agentProgram(platform.controlPlane, platform.boxId, folder);
  if (withRegistry) {
    await platform.agent.stop();
    cpSync(join(platform.agent.dataDir, "registry"), join(folder, "registry"), { recursive: true });
    await platform.agent.start();
  }
  clone.configure({});
  await clone.start();
  onTestFinished(() => clone.stop());
  return clone;
}

test.each([true, false])(
  "a box that is cloned (registry copied: %s) is named by both agents and by REST",
  async (withRegistry) => {
    await openBox({ proxy: false });
    const clone = await startClone({ withRegistry });
    await eventually(async () => {
      const { identityConflict } = await platform.rest.box(platform.boxId);
      expect(identityConflict?.takeovers).toBeGreaterThan(2);
      for (const agent of [platform.agent, clone]) {
        expect(agent.errorLines().filter((line) => line.includes(named)).length).toBeGreaterThan(1);
      }
    }, soonEnough);
  },
);

test("a box that gives up a half-open connection and makes a new one is no other client", async () => {
  await openBox({ proxy: true });
  for (let count = 0; count < 3; count += 1) {
    const before = await platform.rest.box(platform.boxId);
    platform.proxy().freeze();
    await eventually(async () => {
      const { presence } = await platform.rest.box(platform.boxId);
      expect(presence.state).toBe("present");
      expect(presence.since).not.toBe(before.presence.since);
    }, soonEnough);
  }
  expect((await platform.rest.box(platform.boxId)).identityConflict).toBeNull();
  expect(platform.agent.errorLines().join("\n")).not.toContain(named);
});
