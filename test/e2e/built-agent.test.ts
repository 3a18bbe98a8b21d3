import { readFileSync } from "node:fs";
import { eventually } from "@rae/kit/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildAgent } from "../harness/built-agent.ts";
import { openPlatform, type Platform } from "../harness/platform.ts";

let platform: Platform;

beforeAll(async () => {
  platform = await openPlatform({
    devices: [
      { id: "roku-1", family: "roku", serial: "BUILT0000001" },
      { id: "lg-1", family: "lg-rs232" },
      { id: "console-1", family: "linux-console" },
    ],
    labFile: [
      { asset: "stick", usn: "uuid:roku:ecp:BUILT0000001" },
      { asset: "tv", serial: "lg-1" },
      { asset: "console", serial: "console-1" },
    ],
    ssdp: true,
    launch: buildAgent(),
  });
});

afterAll(() => platform?.close());

test("the built agent runs by its own first line", () =>
  eventually(() => {
    const words = readFileSync(`/proc/${platform.agent.pid}/cmdline`, "utf8").split("\0");
    expect(words[0]).toBe("node");
    expect(words).toContain("--lite-mode");
    expect(words.find((word) => /\.[jt]s$/.test(word))).toMatch(/rae-agent\.js$/);
  }));

test("it finds devices by SSDP and on serial ports, and drives each", async () => {
  const { rest, lab } = platform;
  for (const asset of ["stick", "tv", "console"]) {
    await rest.deviceThat(asset, (device) => device.state === "online");
  }
  const pressed = await rest.run("stick", "remote-control", "press", { key: "home" });
  expect(pressed.state).toBe("succeeded");
  expect(lab.device("roku-1").report().keys).toEqual(["Home"]);
  const off = await rest.run("tv", "power", "off");
  expect(off).toMatchObject({ state: "succeeded", result: { state: "standby" } });
  const written = await rest.run("console", "console", "write", { text: "\r" });
  expect(written.state).toBe("succeeded");
});

test("it goes on from its registry after a crash", async () => {
  const { rest, agent } = platform;
  const { id } = await rest.device("stick");
  await agent.crash();
  await agent.start();
  await eventually(async () => {
    const device = await rest.device("stick");
    expect(device).toMatchObject({ id, state: "online", stale: false });
  });
});
