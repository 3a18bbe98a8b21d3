import { eventually } from "@rae/kit/testing";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { openPlatform, type Platform } from "../harness/platform.ts";

let platform: Platform;
let rokuId: string;

beforeAll(async () => {
  platform = await openPlatform({
    devices: [
      { id: "roku-1", family: "roku" },
      { id: "lg-1", family: "lg-rs232" },
      { id: "console-1", family: "linux-console" },
    ],
    labFile: [
      { asset: "tv-1", serial: "lg-1" },
      { asset: "console", serial: "console-1" },
    ],
  });
  const { rest } = platform;
  await rest.deviceThat("tv-1", (device) => device.state === "online");
  await rest.deviceThat("console", (device) => device.state === "online");
  rokuId = await eventually(async () => {
    const found = (await rest.devices("&capability=app&state=online"))[0];
    if (found === undefined) throw new Error("no Roku yet");
    return found.id;
  });
});

afterEach(async () => {
  for (const device of platform.lab.devices) await platform.lab.clearFaults(device.id);
});

afterAll(() => platform?.close());

const report = (id: string) => platform.lab.device(id).report();

test("power on and off act on the set and are confirmed by reading it back", async () => {
  const { rest } = platform;
  const off = await rest.run("tv-1", "power", "off");
  expect(off).toMatchObject({ state: "succeeded", result: { state: "standby" } });
  expect(report("lg-1").power).not.toMatch(/^on$/i);
  const on = await rest.run("tv-1", "power", "on");
  expect(on).toMatchObject({ state: "succeeded", result: { state: "on" } });
  await rest.deviceThat("tv-1", (device) => device.attributes["power.state"]?.value === "on");
});

test("a key press reaches the device once", async () => {
  const before = report("roku-1").keys.length;
  const pressed = await platform.rest.run(rokuId, "remote-control", "press", { key: "right" });
  expect(pressed.state).toBe("succeeded");
  expect(report("roku-1").keys.slice(before)).toEqual(["Right"]);
});

test("an app that is launched is in front, and REST says so", async () => {
  const { rest } = platform;
  const listed = await rest.run(rokuId, "app", "list");
  const apps = listed.result?.apps as readonly { appId: string; name: string }[];
  const wanted = apps[0]?.appId;
  const launched = await rest.run(rokuId, "app", "launch", { appId: wanted });
  expect(launched).toMatchObject({ state: "succeeded", result: { app: { appId: wanted } } });
  expect(report("roku-1").state.app).toBe(wanted);
  await rest.deviceThat(rokuId, (device) => device.attributes["app.active"]?.value === wanted);
});

test("a console is written and read, and a line's output is waited for", async () => {
  const { rest } = platform;
  await eventually(() => expect(report("console-1").transcript).toContain("login:"), {
    timeoutMs: 30_000,
  });
  await rest.run("console", "console", "run", { line: "root", expect: "# $" });
  const ran = await rest.run("console", "console", "run", { line: "uname -a", expect: "Linux .*" });
  expect(ran.state).toBe("succeeded");
  expect(String(ran.result?.match)).toContain("Linux");
  const written = await rest.run("console", "console", "write", { text: "echo marker-17\r" });
  expect(written.state).toBe("succeeded");
  await eventually(async () => {
    const read = await rest.run("console", "console", "read");
    expect(String(read.result?.text)).toContain("marker-17");
  });
});

test("a follower of a console whose cable is pulled and plugged in again is told where its stream ended", async () => {
  const { rest } = platform;
  const read = async (parameters = {}) => {
    const { state, result } = await rest.run("console", "console", "read", parameters);
    expect(state).toBe("succeeded");
    return result ?? {};
  };
  const before = await read();
  await platform.fault("console-1", "unplug");
  await rest.deviceThat("console", (device) => device.state === "offline");
  await platform.lab.clearFaults("console-1");
  await rest.deviceThat("console", (device) => device.state === "online");
  const { stream, position: afterPosition } = before;
  const after = await read({ stream, afterPosition });
  expect(after.lost).toEqual({ stream, afterPosition });
  expect(after.stream).not.toBe(stream);
});

test("a device in Limited mode gives limited-mode, an operator's fault", async () => {
  await platform.fault("roku-1", "limited-mode");
  const pressed = await platform.rest.run(rokuId, "remote-control", "press", { key: "home" });
  expect(pressed).toMatchObject({
    state: "failed",
    error: { code: "limited-mode", fault: "operator", retryable: false },
  });
});

test("a device that is frozen when a key is sent leaves it open whether the key acted", async () => {
  await platform.fault("lg-1", "freeze");
  const pressed = await platform.rest.run("tv-1", "remote-control", "press", { key: "home" });
  expect(pressed).toMatchObject({
    state: "unknown",
    error: { code: "outcome-unknown", retryable: false, details: { code: "timeout" } },
  });
  const asked = await platform.rest.run("tv-1", "power", "state");
  expect(asked).toMatchObject({
    state: "failed",
    error: { code: "timeout", fault: "device", retryable: true },
  });
});

test("a refusal gives refused, the device's fault", async () => {
  const { rest } = platform;
  await rest.deviceThat("tv-1", (device) => device.state === "online");
  await platform.fault("lg-1", "refuse");
  const off = await rest.run("tv-1", "power", "off");
  expect(off).toMatchObject({ state: "failed", error: { code: "refused", fault: "device" } });
});

test("a sleeping device gives asleep, and is shown as asleep, not offline", async () => {
  const { rest } = platform;
  await rest.deviceThat(rokuId, (device) => device.state === "online");
  await platform.fault("roku-1", "sleep", { afterMs: 1_500 });
  await rest.deviceThat(rokuId, (device) => device.state === "asleep");
  const pressed = await rest.run(rokuId, "remote-control", "press", { key: "home" });
  expect(pressed).toMatchObject({ state: "failed", error: { code: "asleep", fault: "device" } });
});

test("a command that the device does not offer, and parameters that do not fit, are refused at once", async () => {
  const { rest } = platform;
  await expect(rest.run("tv-1", "app", "list")).rejects.toThrow('"code":"unsupported"');
  await expect(rest.run("tv-1", "remote-control", "press", { key: "zap" })).rejects.toThrow(
    '"code":"invalid-parameters"',
  );
});
