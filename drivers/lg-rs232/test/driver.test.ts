import { expect, test } from "vitest";
import { openSet } from "./open-set.ts";

test("a probe reads power, volume, muting and input", async () => {
  const { probe } = openSet();
  expect((await probe()).attributes).toEqual({
    "model.vendor": "LG",
    "power.state": "on",
    "x.lg.set-id": 1,
    "audio.volume": 20,
    "audio.muted": false,
    "video.input": "hdmi1",
  });
});

test("a set in standby that says so is standby and is asked nothing else", async () => {
  const { probe, set } = openSet();
  set.values.set("ka", 0);
  const observation = await probe();
  expect(observation.attributes["power.state"]).toBe("standby");
  expect(observation.removed).toContain("audio.volume");
  expect(set.received).toEqual(["ka 01 FF"]);
});

test("a reading that the model refuses is left out and not asked again", async () => {
  const { probe, set } = openSet();
  set.refuses.add("ke");
  expect((await probe()).attributes).not.toHaveProperty(["audio.muted"]);
  await probe();
  expect(set.received.filter((line) => line === "ke 01 FF")).toHaveLength(1);
});

test("power on is sent once and confirmed by reading it back", async () => {
  const { set, run } = openSet();
  set.values.set("ka", 0);
  expect(await run("power.on")).toMatchObject({
    result: { state: "on" },
    observation: { attributes: { "power.state": "on" } },
  });
  expect(set.received).toEqual(["ka 01 01", "ka 01 FF"]);
});

test("a set that acknowledges nothing while it starts is still confirmed", async () => {
  const { set, run } = openSet();
  let asked = 0;
  set.answer = (line) => {
    if (line === "ka 01 01") return "";
    asked += 1;
    return asked < 3 ? "" : "a 01 OK01x";
  };
  expect((await run("power.on")).result).toEqual({ state: "on" });
  expect(set.received.filter((line) => line === "ka 01 01")).toHaveLength(1);
});

test("power on that never shows is a timeout", async () => {
  const { set, run, deadline } = openSet();
  set.answer = (line) => (line === "ka 01 01" ? "a 01 OK01x" : "a 01 OK00x");
  await expect(run("power.on", {}, deadline(2_000))).rejects.toMatchObject({
    code: "timeout",
  });
});

test("power off of a set that is silent in standby counts by its acknowledgement, and from then on it is asleep", async () => {
  const { probe, set, run } = openSet();
  set.isSilentInStandby = true;
  expect((await run("power.off")).result).toEqual({ state: "standby" });
  await expect(probe()).rejects.toMatchObject({ code: "asleep" });
  await expect(run("remote-control.press", { key: "up" })).rejects.toMatchObject({
    code: "asleep",
  });
  expect((await run("power.on")).result).toEqual({ state: "on" });
  expect((await probe()).attributes["power.state"]).toBe("on");
});

test("power off that the set does not carry out is a timeout", async () => {
  const { set, run, deadline } = openSet();
  set.answer = (line) => (line === "ka 01 00" ? "a 01 OK00x" : "a 01 OK01x");
  await expect(run("power.off", {}, deadline(2_000))).rejects.toMatchObject({
    code: "timeout",
  });
});

test("a frozen set is a timeout, for a probe and for a command", async () => {
  const { probe, set, run } = openSet();
  set.isFrozen = true;
  await expect(probe()).rejects.toMatchObject({ code: "timeout" });
  await expect(run("remote-control.press", { key: "up" })).rejects.toMatchObject({
    code: "timeout",
    details: { request: "mc 01 40", sent: true },
  });
});

test("a set that refuses is refused, with its reason", async () => {
  const { set, run } = openSet();
  set.refuses.add("mc");
  await expect(run("remote-control.press", { key: "up" })).rejects.toMatchObject({
    code: "refused",
    details: { command: "mc", reason: 0 },
  });
});

test("garbage alone is a bad reply that shows what came", async () => {
  const { set, run } = openSet();
  set.answer = () => "\u0001\u0002?!";
  await expect(run("power.state")).rejects.toMatchObject({
    code: "bad-reply",
    details: { received: "\\u0001\\u0002?!" },
  });
});

test("noise before a reply does no harm", async () => {
  const { set, run } = openSet();
  set.noise = "\u00ff\u0000xy";
  expect((await run("power.state")).result).toEqual({ state: "on" });
});

test("the reply of a set with another id is not taken for ours", async () => {
  const { set, run } = openSet();
  set.setId = "02";
  await expect(run("power.state")).rejects.toMatchObject({ code: "timeout" });
});

test("set id 0 takes the reply of any set", async () => {
  const { set, run } = openSet({ setId: 0 });
  set.setId = "07";
  expect((await run("power.state")).result).toEqual({ state: "on" });
  expect(set.received).toEqual(["ka 00 FF"]);
});

test("the late reply of a command given up is not taken for the acknowledgement of the next", async () => {
  const { set, run } = openSet();
  set.answer = (line) => (line === "mc 01 40" ? "" : undefined);
  await expect(run("remote-control.press", { key: "up" })).rejects.toMatchObject({
    code: "timeout",
  });
  set.answer = (line) => (line === "mc 01 41" ? "c 01 OK40x" : undefined);
  await expect(run("remote-control.press", { key: "down" })).rejects.toMatchObject({
    code: "timeout",
  });
});

test("a key that changes the volume reads it back", async () => {
  const { run, set } = openSet();
  expect(await run("remote-control.press", { key: "volume-up" })).toMatchObject({
    result: { key: "volume-up" },
    observation: { attributes: { "audio.volume": 21 } },
  });
  expect(set.received).toEqual(["mc 01 02", "kf 01 FF"]);
});

test("digits are typed one after the other, other text is unsupported and types nothing", async () => {
  const { run, set } = openSet();
  expect((await run("remote-control.type", { text: "105" })).result).toEqual({ typed: 3 });
  expect(set.received).toEqual(["mc 01 11", "mc 01 10", "mc 01 15"]);
  await expect(run("remote-control.type", { text: "1a" })).rejects.toMatchObject({
    code: "unsupported",
  });
  expect(set.received).toHaveLength(3);
});

test("a command and a probe at once take turns on the line", async () => {
  const { probe, run, set } = openSet();
  await Promise.all([probe(), run("remote-control.press", { key: "up" })]);
  expect(set.received).toHaveLength(5);
});

test("a cable pulled before the reply is link-unavailable, not a timeout", async () => {
  const { port, run, set } = openSet();
  set.answer = () => {
    port.unplug();
    return "";
  };
  await expect(run("power.state")).rejects.toMatchObject({ code: "link-unavailable" });
});

test("the pause between two commands is kept", async () => {
  const { probe, set, clock } = openSet({ pauseMs: 40 });
  await probe();
  expect(set.received).toHaveLength(4);
  expect(clock.monotonicMs()).toBe(120);
});

test.each([
  ["standby", "asleep"],
  ["on", "timeout"],
])("a set that was %s before the agent started, and is silent, is %s", async (power, code) => {
  const { probe, set } = openSet({}, { remembered: { "power.state": power } });
  set.isFrozen = true;
  await expect(probe()).rejects.toMatchObject({ code });
});
