import { randomBytes } from "node:crypto";
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { eventually } from "@rae/kit/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { viewEqualsRegistry } from "../harness/agreement.ts";
import { openPlatform, type Platform } from "../harness/platform.ts";
import { readRegistry, registryFiles, registryPath } from "../harness/registry-file.ts";

let platform: Platform;

beforeAll(async () => {
  platform = await openPlatform({
    devices: [
      { id: "lg-1", family: "lg-rs232" },
      { id: "lg-2", family: "lg-rs232" },
    ],
    labFile: [
      { asset: "tv-1", serial: "lg-1" },
      { asset: "tv-2", serial: "lg-2" },
    ],
  });
  await platform.rest.deviceThat("tv-1", (device) => device.state === "online");
  await platform.rest.deviceThat("tv-2", (device) => device.state === "online");
});

afterAll(() => platform?.close());

test("a registry replaced by an empty one: its ghosts are ended, and the devices are there anew", async () => {
  const ghosts = (await platform.rest.devices()).map((device) => device.id);
  await platform.agent.stop();
  for (const file of registryFiles(platform.agent.dataDir)) rmSync(file);
  await platform.agent.start();
  await eventually(async () => {
    const now = (await platform.rest.devices()).map((device) => device.id);
    expect(now).toHaveLength(2);
    expect(now.filter((id) => ghosts.includes(id))).toEqual([]);
  });
  await viewEqualsRegistry(platform);
  const ghost = await platform.rest.device(ghosts[0] ?? "");
  expect(ghost.ended?.reason).toBe("registry-lost");
});

test("a registry replaced by an older copy: the view heals, nothing stays stale, the box is present", async () => {
  const copies = join(platform.folder, "older-copy");
  mkdirSync(copies);
  await platform.agent.stop();
  const older = readRegistry(platform.agent.dataDir);
  for (const file of registryFiles(platform.agent.dataDir)) {
    copyFileSync(file, join(copies, basename(file)));
  }
  // What the older copy knows nothing of: changes, connections, and a session that has ended meanwhile.
  await platform.agent.start();
  await platform.rest.deviceThat("tv-1", (device) => device.state === "online");
  await platform.fault("lg-2", "unplug");
  await eventually(async () => expect(await platform.rest.devices()).toHaveLength(1));
  await platform.rest.run("tv-1", "power", "off");
  await platform.rest.run("tv-1", "power", "on");
  await platform.agent.crash();
  await platform.agent.start();
  await platform.rest.deviceThat("tv-1", (device) => device.state === "online");
  await viewEqualsRegistry(platform);

  await platform.agent.stop();
  for (const file of registryFiles(platform.agent.dataDir)) rmSync(file);
  for (const file of registryFiles(copies)) rmSync(file);
  for (const name of [basename(registryPath(""))]) {
    copyFileSync(join(copies, name), registryPath(platform.agent.dataDir));
  }
  expect(readRegistry(platform.agent.dataDir).registryId).toBe(older.registryId);
  await platform.fault("lg-2", "plug");
  await platform.agent.start();
  await platform.rest.deviceThat("tv-1", (device) => device.state === "online");
  await platform.rest.deviceThat("tv-2", (device) => device.state === "online");
  await viewEqualsRegistry(platform);
  expect((await platform.rest.box(platform.boxId)).presence.state).toBe("present");
});

test("a registry that cannot be read: the box goes on with a new one, and says where the old one lies", async () => {
  await platform.agent.stop();
  const older = readRegistry(platform.agent.dataDir);
  writeFileSync(registryPath(platform.agent.dataDir), randomBytes(50_000));
  await platform.agent.start();
  await platform.rest.deviceThat("tv-1", (device) => device.state === "online");
  await eventually(async () => {
    const { presence, registry } = await platform.rest.box(platform.boxId);
    expect(presence.state).toBe("present");
    expect(registry?.id).not.toBe(older.registryId);
    expect(registry?.unreadableFiles).toEqual([
      expect.stringMatching(/^registry\.sqlite\.unreadable-\d{8}T\d{6}Z$/),
    ]);
  });
  expect(platform.agent.errorLines().join("\n")).toContain("registry cannot be read: put aside");
  await viewEqualsRegistry(platform);
});
