import { expect, test } from "vitest";
import { openSet } from "./open-set.ts";

const readings = [
  ["kf", "audio.volume"],
  ["ke", "audio.muted"],
  ["xb", "video.input"],
] as const;

const answers = [
  ["NG", (letter: string) => `${letter} 01 NG00x`],
  ["nothing", () => ""],
  ["garbage", () => "\u0001?\u00ff"],
  ["no value", (letter: string) => `${letter} 01 OKx`],
  ["a value that is none", (letter: string) => `${letter} 01 OKzzx`],
  ["half a reply", (letter: string) => `${letter} 01 O`],
] as const;

const cases = readings.flatMap(([letters, attribute]) =>
  answers.map(([name, answer]) => [letters, name, attribute, answer] as const),
);

test.each(cases)(
  "a set that answers %s with %s loses %s and keeps the rest",
  async (letters, _name, attribute, answer) => {
    const { probe, set } = openSet();
    const all = (await probe()).attributes;
    set.answer = (line) => (line === `${letters} 01 FF` ? answer(letters.slice(1)) : undefined);
    const { attributes, removed } = await probe();
    const { [attribute]: _spoiled, ...rest } = all;
    expect(attributes).toEqual(rest);
    expect(removed).toEqual([attribute]);
    set.answer = undefined;
    expect((await probe()).attributes).toEqual(all);
  },
);

test("a set whose power is not told in form is no set, whatever else it answers", async () => {
  const { probe, set } = openSet();
  set.answer = (line) => (line.startsWith("ka") ? "\u0001?" : undefined);
  await expect(probe()).rejects.toMatchObject({ code: "bad-reply" });
});

test("a reading that a model has never offered is asked again only after the set was in standby", async () => {
  const { probe, set } = openSet();
  set.refuses.add("ke");
  await probe();
  await probe();
  expect(set.received.filter((line) => line === "ke 01 FF")).toHaveLength(1);
  set.values.set("ka", 0);
  await probe();
  set.values.set("ka", 1);
  set.refuses.clear();
  expect((await probe()).attributes["audio.muted"]).toBe(false);
});

const inputs: [string, string, string][] = [
  ["input-tuner", "00", "tuner"],
  ["input-hdmi1", "90", "hdmi1"],
  ["input-hdmi2", "91", "hdmi2"],
  ["input-hdmi3", "92", "hdmi3"],
  ["input-hdmi4", "93", "hdmi4"],
];

test.each(inputs)("%s is confirmed by reading the input back", async (key, code, input) => {
  const { run, set } = openSet();
  set.values.set("xb", 0x20);
  let reads = 0;
  set.answer = (line) => {
    if (line !== "xb 01 FF") return undefined;
    reads += 1;
    return reads < 3 ? "b 01 OK20x" : undefined;
  };
  expect(await run("remote-control.press", { key })).toMatchObject({
    result: { key },
    observation: { attributes: { "video.input": input } },
  });
  expect(set.received).toEqual([`xb 01 ${code}`, "xb 01 FF", "xb 01 FF", "xb 01 FF"]);
});

test("an input that the set does not switch to is a timeout that says what it shows", async () => {
  const { run, set, deadline } = openSet();
  set.answer = (line) => (line === "xb 01 FF" ? "b 01 OK90x" : undefined);
  const signal = deadline(2_000);
  await expect(run("remote-control.press", { key: "input-hdmi3" }, signal)).rejects.toMatchObject({
    code: "timeout",
    details: { wanted: "input hdmi3", still: "hdmi1", sent: true },
  });
});

test("an input that another code of its kind shows is the input", async () => {
  const { run, set } = openSet();
  set.answer = (line) => (line === "xb 01 FF" ? "b 01 OKA1x" : undefined);
  expect(await run("remote-control.press", { key: "input-hdmi2" })).toMatchObject({
    observation: { attributes: { "video.input": "hdmi2" } },
  });
  set.answer = (line) => (line === "xb 01 FF" ? "b 01 OK10x" : undefined);
  expect(await run("remote-control.press", { key: "input-tuner" })).toMatchObject({
    observation: { attributes: { "video.input": "analogue" } },
  });
});

test("an input of a model that tells no input counts by its acknowledgement", async () => {
  const { run, set } = openSet();
  set.answer = (line) => (line === "xb 01 FF" ? "b 01 NG00x" : undefined);
  expect(await run("remote-control.press", { key: "input-hdmi3" })).toEqual({
    result: { key: "input-hdmi3" },
    observation: { attributes: { "video.input": "hdmi3" }, keys: [] },
  });
});

test("a key that was sent and not answered says so; digits that were pressed before are counted", async () => {
  const { run, set, port } = openSet();
  set.isFrozen = true;
  await expect(run("remote-control.press", { key: "up" })).rejects.toMatchObject({
    code: "timeout",
    details: { sent: true },
  });
  set.isFrozen = false;
  set.answer = (line) => (line === "mc 01 12" ? "c 01 NG00x" : undefined);
  await expect(run("remote-control.type", { text: "112" })).rejects.toMatchObject({
    code: "refused",
    details: { typed: 2, sent: true },
  });
  const refused = run("remote-control.type", { text: "2" });
  await expect(refused).rejects.toMatchObject({ code: "refused" });
  await expect(refused).rejects.not.toHaveProperty("details.sent");
  set.answer = () => {
    port.unplug();
    return "";
  };
  await expect(run("remote-control.press", { key: "up" })).rejects.toMatchObject({
    code: "link-unavailable",
    details: { sent: true },
  });
});

test("a sleeping set that does not answer its power key may have woken: that is not asleep", async () => {
  const { probe, run, set } = openSet();
  set.values.set("ka", 0);
  await probe();
  set.isFrozen = true;
  await expect(run("remote-control.press", { key: "up" })).rejects.toMatchObject({
    code: "asleep",
  });
  await expect(run("remote-control.press", { key: "power" })).rejects.toMatchObject({
    code: "timeout",
    details: { sent: true },
  });
});
