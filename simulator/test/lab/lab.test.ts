import { existsSync, mkdtempSync, readlinkSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { silentLogger, systemClock } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Lab, openLab, parseScenario } from "../../src/index.ts";

let dir: string;
let lab: Lab | undefined;

const open = async (scenario: Record<string, unknown>): Promise<Lab> => {
  lab = await openLab(parseScenario(scenario, "test"), {
    clock: systemClock,
    logger: silentLogger,
    serialDir: dir,
  });
  return lab;
};

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "rae-lab-"));
});

afterEach(async () => {
  await lab?.close();
  lab = undefined;
  rmSync(dir, { recursive: true });
});

const three = {
  devices: [
    { id: "roku-1", family: "roku" },
    { id: "lg-1", family: "lg-rs232" },
    { id: "console-1", family: "linux-console" },
  ],
};

test("a lab comes up with every device on its own wire, and leaves nothing behind", async () => {
  const { devices } = await open(three);
  expect(devices.map((device) => device.id)).toEqual(["roku-1", "lg-1", "console-1"]);
  const addresses = devices.map((device) => device.report().addresses);
  expect((await fetch(`${addresses[0]?.http}/query/device-info`)).status).toBe(200);
  expect(existsSync(join(dir, "lg-1"))).toBe(true);
  expect(existsSync(join(dir, "console-1"))).toBe(true);
  await lab?.close();
  expect(existsSync(join(dir, "lg-1"))).toBe(false);
  await expect(fetch(`${addresses[0]?.http}/`)).rejects.toThrow();
});

test("a second lab is refused the folder of the first, whose ports stay, and takes it once that is closed", async () => {
  const first = await open(three);
  const link = readlinkSync(join(dir, "lg-1"));
  const other = join(dir, "..", basename(dir));
  const options = { clock: systemClock, logger: silentLogger, serialDir: other };
  const scenario = parseScenario(three, "test");
  await expect(openLab(scenario, options)).rejects.toMatchObject({
    code: "data-unusable",
    message: `${other} holds the serial ports of another simulator that runs`,
  });
  expect(readlinkSync(join(dir, "lg-1"))).toBe(link);
  await first.close();
  await (await openLab(scenario, options)).close();
});

test("a device without a given identity has the same one in every lab, and no other has it", async () => {
  const first = (await open(three)).devices.map((device) => device.report().identity);
  await lab?.close();
  const second = (await open(three)).devices.map((device) => device.report().identity);
  expect(second).toEqual(first);
  expect(new Set(first.map(({ mac }) => mac)).size).toBe(3);
  expect(first[0]?.mac).toMatch(/^02(:[0-9a-f]{2}){5}$/);
});

test("changes of one device take effect one after the other", async () => {
  const running = await open(three);
  await Promise.all([
    running.fault("roku-1", { fault: "unplug" }),
    running.fault("roku-1", { fault: "plug" }),
    running.fault("lg-1", { fault: "unplug" }),
    running.fault("lg-1", { fault: "plug" }),
    running.fault("roku-1", { fault: "unplug" }),
    running.clearFaults("roku-1"),
  ]);
  expect(running.devices.map((device) => device.report().plugged)).toEqual([true, true, true]);
  const http = running.device("roku-1").report().addresses.http;
  expect((await fetch(`${http}/query/apps`)).status).toBe(200);
});

test("a change that fails does not block the ones after it", async () => {
  const running = await open(three);
  await expect(running.fault("lg-1", { fault: "limited-mode" })).rejects.toThrow("limited-mode");
  await running.fault("lg-1", { fault: "freeze" });
  expect(running.device("lg-1").report().faults).toEqual([{ fault: "freeze" }]);
});

test("the timeline makes devices fail and recover by itself", async () => {
  const running = await open({
    ...three,
    timeline: [
      { atMs: 30, device: "lg-1", fault: "freeze" },
      { atMs: 60, device: "roku-1", fault: "sleep" },
      { atMs: 400, device: "lg-1", clear: true },
    ],
  });
  await eventually(() => {
    expect(running.device("lg-1").report().faults).toEqual([{ fault: "freeze" }]);
    expect(running.device("roku-1").report().faults).toEqual([{ fault: "sleep" }]);
  });
  await eventually(() => expect(running.device("lg-1").report().faults).toEqual([]));
});

test("goodbyes that are over leave no fault, and the device where it was", async () => {
  const roku = { id: "roku-1", family: "roku", searchTarget: "urn:rae-test:goodbye" };
  const running = await open({ interfaces: ["lo"], devices: [roku] });
  await running.fault("roku-1", { fault: "goodbye", times: 3 });
  const { faults, addresses } = running.device("roku-1").report();
  expect(faults).toEqual([]);
  expect((await fetch(`${addresses.http}/query/apps`)).status).toBe(200);
});

test("a device that is not there is named with those that are", async () => {
  const running = await open(three);
  await expect(running.fault("nope", { fault: "freeze" })).rejects.toMatchObject({
    code: "device-not-found",
    details: { devices: ["roku-1", "lg-1", "console-1"] },
  });
});

test("a taken port ends the start, and what had come up is closed", async () => {
  const blocker = createServer();
  const port = await new Promise<number>((resolve) => {
    blocker.listen(0, "127.0.0.1", () => resolve((blocker.address() as { port: number }).port));
  });
  await expect(
    open({ devices: [three.devices[1], { id: "roku-1", family: "roku", port }] }),
  ).rejects.toMatchObject({ code: "port-in-use", message: `port ${port} of 127.0.0.1 is taken` });
  expect(existsSync(join(dir, "lg-1"))).toBe(false);
  blocker.close();
});

test("a serial device without a folder for its port is a fault of the scenario", async () => {
  const scenario = parseScenario({ devices: [three.devices[1]] }, "test");
  await expect(
    openLab(scenario, { clock: systemClock, logger: silentLogger }),
  ).rejects.toMatchObject({ code: "config-invalid" });
});
