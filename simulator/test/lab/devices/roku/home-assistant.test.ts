import { afterEach, beforeEach, expect, test } from "vitest";
import type { VirtualDevice } from "../../../../src/lab/devices/virtual-device.ts";
import { openTestDevice } from "../../open-test-device.ts";
import { HomeAssistantClient } from "./home-assistant-client.ts";

let device: VirtualDevice;
let client: HomeAssistantClient;

async function open(settings: Record<string, unknown> = {}): Promise<void> {
  await device?.close();
  device = await openTestDevice({ id: "roku-1", family: "roku", name: "Lab TV", ...settings });
  client = new HomeAssistantClient(device.report().addresses.http ?? "");
}

beforeEach(() => open());

afterEach(() => device.close());

/** The fields of device-info that its entity, diagnostics and sensors show. */
const shownFields = [
  ...["user-device-name", "friendly-device-name", "default-device-name", "user-device-location"],
  ...["vendor-name", "model-name", "model-number", "serial-number", "software-version"],
  ...["network-type", "network-name", "ethernet-mac", "wifi-mac", "supports-ethernet"],
  ...["supports-airplay", "supports-find-remote", "supports-private-listening"],
  ...["supports-wake-on-wlan", "headphones-connected", "is-tv", "is-stick", "power-mode"],
];

test("Home Assistant's client reads all that it asks a television for", async () => {
  const view = await client.update();
  expect(shownFields.filter((name) => (view.info.get(name) ?? "") === "")).toEqual([]);
  expect(view).toMatchObject({ isStandby: false, app: { id: undefined, name: "Roku" } });
  expect(view.apps).toContain("Netflix");
  expect(view.apps).toContain("Antenna TV");
  expect(view.channels).toEqual(["2.1", "2.2", "7.1", "14.3"]);
  expect(await client.icon("12")).toBe("image/png");
});

test("it tunes a channel and reads what runs there", async () => {
  await client.tune("7.1");
  const { app, channel } = await client.update();
  expect(app).toEqual({ id: "tvinput.dtv", name: "Antenna TV" });
  expect(Object.fromEntries(channel ?? [])).toMatchObject({
    number: "7.1",
    name: "Sport",
    type: "air-digital",
    "user-hidden": "false",
    "program-title": "Live Football",
    "signal-strength": "-75",
  });
  await client.remote("ChannelUp");
  expect((await client.update()).channel?.get("number")).toBe("2.1");
  await client.remote("ChannelDown");
  expect((await client.update()).channel?.get("number")).toBe("7.1");
});

test("a channel that was never found leaves the tuner where it was", async () => {
  await client.tune("99.9");
  expect((await client.update()).channel?.get("number")).toBe("2.1");
});

test("it launches an app with content and reads the player", async () => {
  await client.launch("12", { contentId: "80057281", mediaType: "movie" });
  expect(await client.update()).toMatchObject({
    app: { id: "12", name: "Netflix" },
    media: { state: "play", durationS: 3600 },
  });
  await client.remote("Play");
  expect((await client.update()).media?.state).toBe("pause");
});

test("it types, spaces as a plus among it, searches and plays a URL", async () => {
  await client.literal("a b+é%");
  await client.search("tom & jerry");
  await client.remote("Search");
  await client.playUrl("http://192.0.2.1/film.mp4?a=1&b=2");
  expect(device.report().state.typed).toBe("a b+é%");
  expect(device.report().received).toContain("POST /search/browse?keyword=tom+%26+jerry");
});

/** Its own list, without `Search`, which it sends to `/search/browse`. */
const keys = [
  ...["Home", "Rev", "Fwd", "Play", "Select", "Left", "Right", "Down", "Up", "Back"],
  ...["InstantReplay", "Info", "Backspace", "Enter", "FindRemote", "VolumeDown", "VolumeUp"],
  ...["VolumeMute", "Sleep", "ChannelUp", "ChannelDown", "InputTuner", "InputHDMI1", "InputHDMI2"],
  ...["InputHDMI3", "InputHDMI4", "InputAV1", "Power", "PowerOff", "PowerOn"],
];

test("every key that it knows is taken, and so is each that is held and let go", async () => {
  for (const key of keys) await client.remote(key);
  expect(device.report().keys).toEqual(keys);
  expect((await client.update()).app.id).toBe("tvinput.cvbs");
  const base = device.report().addresses.http;
  for (const verb of ["keydown", "keyup"]) {
    for (const key of [...keys, "Search", "Lit_%2B"]) {
      const { status } = await fetch(`${base}/${verb}/${key}`, { method: "POST" });
      expect(`${verb} ${key} ${status}`).toBe(`${verb} ${key} 200`);
    }
  }
});

test("of a set in standby it asks neither for the app nor for the channel", async () => {
  await client.remote("PowerOff");
  expect(await client.update()).toMatchObject({ isStandby: true, app: { name: "" } });
});

test("a box has neither tuner nor inputs, and is not asked for channels", async () => {
  await open({ isTv: false });
  const view = await client.update();
  expect(view.info.get("is-tv")).toBe("false");
  expect(view.channels).toEqual([]);
  expect(view.apps).not.toContain("Antenna TV");
  await expect(client.tune("7.1")).rejects.toThrow("404");
});
