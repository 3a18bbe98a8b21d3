import { request } from "node:http";
import { connect } from "node:net";
import { eventually } from "@rae/kit/testing";
import { Keys, RokuClient } from "roku-client";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { VirtualDevice } from "../../../src/lab/devices/virtual-device.ts";
import { openTestDevice } from "../open-test-device.ts";
import { rawExchange } from "../raw-exchange.ts";

let device: VirtualDevice;
let base: string;
let port: number;

beforeEach(async () => {
  const identity = { mac: "02:00:00:00:00:10", esn: "ESN-1", serial: "YN00AA123456" };
  device = await openTestDevice({ id: "roku-test", family: "roku", ...identity });
  base = device.report().addresses.http ?? "";
  port = Number(new URL(base).port);
});

afterEach(() => device.close());

const post = (path: string) => fetch(`${base}${path}`, { method: "POST" });
const get = async (path: string) => (await fetch(`${base}${path}`)).text();

test("device-info says who it is in Roku's own document", async () => {
  const response = await fetch(`${base}/query/device-info`);
  expect(response.headers.get("content-type")).toBe('text/xml; charset="utf-8"');
  expect(response.headers.get("server")).toBe("Roku/14.1.4 UPnP/1.0 Roku/14.1.4");
  const document = await response.text();
  expect(document).toMatch(/^<\?xml version="1.0" encoding="UTF-8" \?>\n<device-info>\n/);
  expect(document).toContain("<serial-number>YN00AA123456</serial-number>");
  expect(document).toContain("<device-id>ESN-1</device-id>");
  expect(document).toContain("<wifi-mac>02:00:00:00:00:10</wifi-mac>");
  expect(document).toContain("<ethernet-mac>02:00:00:00:00:11</ethernet-mac>");
  expect(document).toContain("<power-mode>PowerOn</power-mode>");
  expect(document).toContain("<ecp-setting-mode>enabled</ecp-setting-mode>");
});

test("somebody else's client reads apps and state, presses keys, types and launches", async () => {
  const client = new RokuClient(base);
  const info = await client.info();
  expect(info.serialNumber).toBe("YN00AA123456");
  const apps = await client.apps();
  expect(apps.map((app) => app.name)).toContain("Netflix");
  expect(await client.active()).toBeNull();
  await client.launch("12");
  expect((await client.active())?.id).toBe("12");
  await client.keypress(Keys.VOLUME_UP);
  await client.text("aé€/ ");
  expect(device.report().state.typed).toBe("aé€/ ");
  expect(device.report().state.volume).toBe(21);
  await client.keypress(Keys.HOME);
  expect(await client.active()).toBeNull();
});

test("keys are remembered in order, and a release acts no second time", async () => {
  expect((await post("/keypress/Home")).status).toBe(200);
  await post("/keydown/VolumeDown");
  await post("/keyup/VolumeDown");
  await post("/keypress/Lit_%E2%82%AC");
  expect(device.report().keys).toEqual(["Home", "VolumeDown", "Lit_€"]);
  expect(device.report().state.volume).toBe(19);
});

test.each([
  ["/keypress/PowerOff", "DisplayOff"],
  ["/keypress/Power", "DisplayOff"],
  ["/keypress/PowerOn", "PowerOn"],
])("%s leads to %s", async (path, power) => {
  await post(path);
  expect(await get("/query/device-info")).toContain(`<power-mode>${power}</power-mode>`);
});

test("while its screen is off, other keys do nothing, and launching turns it on", async () => {
  await post("/keypress/PowerOff");
  await post("/keypress/VolumeUp");
  expect(device.report().state.volume).toBe(20);
  await post("/launch/12");
  expect(device.report().power).toBe("PowerOn");
});

test("an input key puts the input in front", async () => {
  await post("/keypress/InputHDMI2");
  expect(await get("/query/active-app")).toContain('<app id="tvinput.hdmi2" type="tvin"');
});

test("an app started with content plays it, with its parameters kept", async () => {
  expect((await post("/launch/12?contentId=80057281&mediaType=movie")).status).toBe(200);
  expect(await get("/query/media-player")).toContain('state="play"');
  expect(device.report().state.launchParameters).toBe("contentId=80057281&mediaType=movie");
  await post("/keypress/Play");
  expect(await get("/query/media-player")).toContain('state="pause"');
});

test("a key or an app that does not exist is not found", async () => {
  expect((await post("/keypress/Bogus")).status).toBe(404);
  expect((await post("/keypress/Lit_%E2%82")).status).toBe(404);
  expect((await post("/launch/999999")).status).toBe(404);
  expect((await fetch(`${base}/query/nothing`)).status).toBe(404);
  expect((await post("/query/apps")).status).toBe(404);
});

test("in Limited mode control is forbidden in Roku's words while queries work", async () => {
  await device.apply({ fault: "limited-mode" });
  const refused = await post("/keypress/Home");
  expect(refused.status).toBe(403);
  expect(await refused.text()).toBe("ECP command not allowed in Limited mode.");
  expect((await post("/launch/12")).status).toBe(403);
  expect(await get("/query/device-info")).toContain("<ecp-setting-mode>limited<");
  expect(device.report().keys).toEqual([]);
  await device.apply({ fault: "limited-mode", launch: true });
  expect((await post("/launch/12")).status).toBe(200);
});

test("a refused request gets the status that was asked for, as often as was asked for", async () => {
  await device.apply({ fault: "refuse", status: 503, replies: 2 });
  expect((await post("/keypress/Home")).status).toBe(503);
  expect((await fetch(`${base}/query/apps`)).status).toBe(503);
  expect((await post("/keypress/Home")).status).toBe(200);
});

/** A request whose answer is waited for at most `timeoutMs`. */
const answered = (path: string, method = "POST", timeoutMs = 150) =>
  fetch(`${base}${path}`, { method, signal: AbortSignal.timeout(timeoutMs) }).then(
    (response) => response.status,
    (error: Error) => error.name,
  );

test("frozen, it takes the request, does nothing and says nothing", async () => {
  await device.apply({ fault: "freeze" });
  expect(await answered("/keypress/VolumeUp")).toBe("TimeoutError");
  expect(device.report()).toMatchObject({ receivedCount: 1, keys: [], state: { volume: 20 } });
  await device.clearFaults();
  expect(await answered("/keypress/VolumeUp")).toBe(200);
});

test("with its answer lost, the key has been pressed all the same", async () => {
  await device.apply({ fault: "no-reply", replies: 1 });
  expect(await answered("/keypress/VolumeUp")).toBe("TimeoutError");
  expect(device.report().state.volume).toBe(21);
  expect(await answered("/keypress/VolumeUp")).toBe(200);
});

test("slow, its answer comes after the delay", async () => {
  await device.apply({ fault: "slow", delayMs: 200 });
  expect(await answered("/query/apps", "GET", 100)).toBe("TimeoutError");
  expect(await answered("/query/apps", "GET", 5000)).toBe(200);
});

const getLine = "GET /query/apps HTTP/1.1\r\nHost: tv\r\n\r\n";

test("half a frame ends in silence", async () => {
  const whole = await rawExchange(port, getLine);
  await device.apply({ fault: "half-frame" });
  const half = await rawExchange(port, getLine, 200);
  expect(half.end).toBe("silence");
  expect(half.bytes).toEqual(whole.bytes.subarray(0, Math.floor(whole.bytes.length / 2)));
});

test("garbage is not HTTP", async () => {
  await device.apply({ fault: "garbage" });
  const { bytes, end } = await rawExchange(port, getLine);
  expect(end).toBe("closed");
  expect(bytes.length).toBeGreaterThan(100);
  expect(bytes.every((byte) => byte >= 0x80)).toBe(true);
});

test("a reset half-way breaks the connection", async () => {
  await device.apply({ fault: "reset-half-way", replies: 1 });
  expect((await rawExchange(port, getLine)).end).toBe("reset");
  expect((await rawExchange(port, getLine)).end).toBe("closed");
});

test("asleep, it refuses connections until it is woken, on the same port", async () => {
  await device.apply({ fault: "sleep" });
  expect((await rawExchange(port, getLine)).end).toBe("refused");
  expect(device.report().power).toBe("Ready");
  await device.clearFaults();
  expect((await rawExchange(port, getLine)).end).toBe("closed");
});

test("before its network goes, it says for a while that it is about to sleep", async () => {
  await device.apply({ fault: "sleep", afterMs: 150, network: "silent" });
  expect(await get("/query/device-info")).toContain("<power-mode>Ready</power-mode>");
  await eventually(async () => {
    expect((await rawExchange(port, getLine, 50)).end).toBe("silence");
  });
});

test("unplugged it is gone; plugged again it has booted", async () => {
  await post("/launch/12");
  await device.apply({ fault: "unplug" });
  expect((await rawExchange(port, getLine)).end).toBe("refused");
  expect(device.report().plugged).toBe(false);
  await device.apply({ fault: "plug" });
  expect(await get("/query/active-app")).toContain("<app>Roku</app>");
});

test("it comes back from a reboot with the identity that it was given", async () => {
  await device.apply({ fault: "reboot", mac: "02:00:00:00:00:20", esn: "ESN-2", serial: "NEW1" });
  const document = await get("/query/device-info");
  expect(document).toContain("<wifi-mac>02:00:00:00:00:20</wifi-mac>");
  expect(document).toContain("<device-id>ESN-2</device-id>");
  expect(device.report().addresses.usn).toBe("uuid:roku:ecp:NEW1");
});

test("a reboot that is under way when the lab closes does not bring it back", async () => {
  const rebooted = device.apply({ fault: "reboot", downMs: 100 });
  await device.close();
  await rebooted;
  expect(device.report().state.listening).toBe(false);
});

test("a fault that it does not know is refused with those that it knows", async () => {
  await expect(device.apply({ fault: "wrong-id" })).rejects.toMatchObject({
    code: "unsupported",
    details: { device: "roku-test" },
  });
});

test("a request with a body over the bound is cut off", async () => {
  const end = await new Promise<string>((resolve) => {
    const sent = request(`${base}/keypress/Home`, { method: "POST" }, () => resolve("answered"));
    sent.on("error", () => resolve("cut"));
    sent.end(Buffer.alloc(200_000));
  });
  expect(end).toBe("cut");
  expect(device.report().keys).toEqual([]);
});

test("closing drops connections that wait for an answer", async () => {
  await device.apply({ fault: "freeze" });
  const socket = connect(port, "127.0.0.1");
  const closed = new Promise((resolve) => socket.once("close", resolve));
  socket.on("error", () => {});
  socket.write(getLine);
  await eventually(() => expect(device.report().receivedCount).toBe(1));
  await device.close();
  await closed;
});
