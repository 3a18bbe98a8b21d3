import { afterEach, expect, test } from "vitest";
import { openRoku, soon } from "./open-roku.ts";

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

async function open(remembered = {}) {
  const opened = await openRoku(remembered);
  cleanups.push(opened.close);
  return opened;
}

test("a probe tells who and how the device is", async () => {
  const { roku, driver } = await open();
  roku.activeApp = "12";
  expect(await driver.probe(soon())).toEqual({
    attributes: {
      "identity.serial": "X00400A7LDVC",
      "identity.esn": "S00400A7LDVC",
      "identity.usn": "uuid:roku:ecp:X00400A7LDVC",
      "identity.mac": "b0:a7:37:96:4d:fb",
      "model.name": "TCL•Roku TV",
      "model.number": "A113X",
      "model.vendor": "TCL",
      "firmware.version": "14.1.4",
      "power.state": "on",
      "control.limited": false,
      "net.address": "127.0.0.1",
      "net.port": roku.port,
      "app.active": "12",
      "app.active-name": "Netflix",
      "x.roku.build": "7708",
      "x.roku.power-mode": "PowerOn",
      "x.roku.setting-mode": "enabled",
    },
    removed: ["x.roku.name"],
    keys: [
      { kind: "usn", value: "uuid:roku:ecp:X00400A7LDVC" },
      { kind: "mac", value: "b0:a7:37:96:4d:fb" },
    ],
  });
});

test("on the home screen no app is in front", async () => {
  const { driver } = await open();
  expect((await driver.probe(soon())).removed).toEqual(
    expect.arrayContaining(["app.active", "app.active-name"]),
  );
});

test("power goes off and on and is read back", async () => {
  const { roku, run } = await open();
  expect((await run("power.off")).result).toEqual({ state: "standby" });
  expect((await run("power.state")).result).toEqual({ state: "standby" });
  expect(await run("power.on")).toMatchObject({
    result: { state: "on" },
    observation: { attributes: { "power.state": "on", "x.roku.power-mode": "PowerOn" } },
  });
  expect(roku.received.filter((line) => line.startsWith("POST"))).toEqual([
    "POST /keypress/PowerOff",
    "POST /keypress/PowerOn",
  ]);
});

test("power that does not follow is a timeout that says what showed instead", async () => {
  const { roku, run } = await open();
  roku.ignores = true;
  await expect(run("power.off", {}, AbortSignal.timeout(1_000))).rejects.toMatchObject({
    code: "timeout",
    details: { wanted: "power standby", still: "PowerOn", sent: true },
  });
});

test("a key goes out by its ECP name and is pressed once", async () => {
  const { roku, run } = await open();
  expect((await run("remote-control.press", { key: "fast-forward" })).result).toEqual({
    key: "fast-forward",
  });
  expect(roku.received).toEqual(["POST /keypress/Fwd"]);
});

test("a player without a tuner has no channel keys", async () => {
  const { roku, driver, run } = await open();
  roku.isTelevision = false;
  await driver.probe(soon());
  expect((await run("remote-control.keys")).result.keys).not.toContain("channel-up");
  await expect(run("remote-control.press", { key: "channel-up" })).rejects.toMatchObject({
    code: "unsupported",
  });
  expect((await run("remote-control.keys")).result.keys).toContain("home");
});

test("a Roku that leaves the network when told to sleep has done so", async () => {
  const { roku, run } = await open();
  roku.onAnswered = (line) => {
    if (line === "POST /keypress/PowerOff") void roku.leave();
  };
  expect((await run("power.off")).result).toEqual({ state: "standby" });
  await expect(run("power.state")).rejects.toMatchObject({ code: "asleep" });
  await roku.listen();
});

test("text is typed character by character; where it stops, the error says how far it came", async () => {
  const { roku, run } = await open();
  expect((await run("remote-control.type", { text: "a é" })).result).toEqual({ typed: 3 });
  expect(roku.received).toEqual([
    "POST /keypress/Lit_a",
    "POST /keypress/Lit_%20",
    "POST /keypress/Lit_%C3%A9",
  ]);
  roku.answers.set("/keypress/Lit_c", { status: 500, body: "" });
  await expect(run("remote-control.type", { text: "bcd" })).rejects.toMatchObject({
    code: "refused",
    details: { typed: 1, status: 500, sent: true },
  });
});

test("an app starts and is confirmed in front; the list and the app in front are told", async () => {
  const { run } = await open();
  const app = { appId: "12", name: "Netflix", version: "4.1.218" };
  expect((await run("app.active")).result).toEqual({ app: null });
  expect(await run("app.launch", { appId: "12", arguments: { contentId: "1" } })).toMatchObject({
    result: { app },
    observation: { attributes: { "app.active": "12" } },
  });
  expect((await run("app.active")).result).toEqual({ app });
  expect((await run("app.list")).result.apps).toHaveLength(2);
});

test("an app that is not installed is refused", async () => {
  const { run } = await open();
  await expect(run("app.launch", { appId: "999" })).rejects.toMatchObject({
    code: "refused",
    details: { status: 404 },
  });
});

test("an app that does not come to the front is a timeout", async () => {
  const { roku, run } = await open();
  roku.ignores = true;
  await expect(
    run("app.launch", { appId: "12" }, AbortSignal.timeout(1_000)),
  ).rejects.toMatchObject({
    code: "timeout",
    details: { wanted: "app 12 in front", still: "home", sent: true },
  });
});

test("a command in Limited mode is limited-mode with what the device said, and the device is marked", async () => {
  const { roku, run, reports, driver } = await open();
  roku.settingMode = "default";
  roku.forbids = true;
  await expect(run("remote-control.press", { key: "home" })).rejects.toMatchObject({
    code: "limited-mode",
    details: { status: 403, said: "ECP command not allowed in Limited mode." },
  });
  expect(reports).toEqual([{ attributes: { "control.limited": true }, keys: [] }]);
  const told = await driver.probe(soon());
  expect(told.attributes["control.limited"]).toBe(true);
  expect(told.recalled).toEqual(["control.limited"]);
  roku.forbids = false;
  await run("remote-control.press", { key: "home" });
  expect((await driver.probe(soon())).attributes["control.limited"]).toBe(false);
});

test("a device set to limited is marked before any command", async () => {
  const { roku, driver } = await open();
  roku.settingMode = "limited";
  roku.answers.set("/query/active-app", { status: 403, body: "" });
  const told = await driver.probe(soon());
  expect(told.attributes["control.limited"]).toBe(true);
  expect(told).not.toHaveProperty("recalled");
});

test("a frozen device is a timeout, for a probe and a command", async () => {
  const { roku, driver, run } = await open();
  roku.isFrozen = true;
  await expect(driver.probe(AbortSignal.timeout(1_000))).rejects.toMatchObject({ code: "timeout" });
  await expect(
    run("remote-control.press", { key: "up" }, AbortSignal.timeout(1_000)),
  ).rejects.toMatchObject({ code: "timeout", details: { sent: true } });
});

test("a connection that is lost with the answer to a key press outstanding says that the key was sent", async () => {
  const { roku, run } = await open();
  roku.answers.set("/keypress/Up", "hang-up");
  await expect(run("remote-control.press", { key: "up" })).rejects.toMatchObject({
    code: "bad-reply",
    details: { sent: true },
  });
  await roku.leave();
  const pressed = run("remote-control.press", { key: "up" });
  await expect(pressed).rejects.toMatchObject({ code: "unreachable" });
  await expect(pressed).rejects.not.toHaveProperty("details.sent");
  await roku.listen();
});

test("a device that was on and has gone is unreachable; one that went to sleep first is asleep until it is back", async () => {
  const { roku, driver, run } = await open();
  await driver.probe(soon());
  await roku.leave();
  await expect(driver.probe(soon())).rejects.toMatchObject({ code: "unreachable" });
  await roku.listen();
  roku.powerMode = "Ready";
  await driver.probe(soon());
  await roku.leave();
  await expect(driver.probe(soon())).rejects.toMatchObject({ code: "asleep" });
  await expect(run("remote-control.press", { key: "up" })).rejects.toMatchObject({
    code: "asleep",
  });
  await roku.listen();
  roku.powerMode = "PowerOn";
  await driver.probe(soon());
  await roku.leave();
  await expect(driver.probe(soon())).rejects.toMatchObject({ code: "unreachable" });
  await roku.listen();
});

test("a busy device is busy and nonsense is a bad reply", async () => {
  const { roku, run } = await open();
  await run("info.get");
  roku.answers.set("/query/device-info", { status: 503, body: "" });
  await expect(run("power.state")).rejects.toMatchObject({ code: "busy" });
  roku.answers.set("/query/device-info", { status: 200, body: "<html>" });
  await expect(run("info.get")).rejects.toMatchObject({ code: "bad-reply" });
});

test("a closed driver ends what it waits for", async () => {
  const { roku, driver } = await open();
  roku.isFrozen = true;
  const probe = driver.probe(soon());
  await driver.close();
  await expect(probe).rejects.toMatchObject({ code: "link-unavailable" });
});

test.each([
  ["standby", "asleep"],
  ["off", "asleep"],
  ["on", "unreachable"],
  ["unknown", "unreachable"],
])(
  "a device that was %s before the agent started, and takes no connection, is %s",
  async (power, code) => {
    const { roku, driver } = await open({ "power.state": power });
    await roku.leave();
    await expect(driver.probe(soon())).rejects.toMatchObject({ code });
  },
);
