import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "@rae/kit/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { VirtualDevice } from "../../../src/lab/devices/virtual-device.ts";
import { openTestDevice } from "../open-test-device.ts";
import { openTestPort, type TestPort } from "../open-test-port.ts";

let dir: string;
let device: VirtualDevice;
let port: TestPort;

async function openDevice(settings: Record<string, unknown> = {}): Promise<void> {
  const spec = { id: "lg-test", family: "lg-rs232", serial: "SERIAL1", ...settings };
  device = await openTestDevice(spec, dir);
  port = await openTestPort(join(dir, "lg-test"));
}

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "rae-lg-"));
});

afterEach(async () => {
  await port.close();
  await device.close();
  rmSync(dir, { recursive: true });
});

/** Sends a line and gives all that has come since the last answer, up to an `x`: an answer too many shows. */
async function ask(line: string): Promise<string> {
  port.write(Buffer.from(`${line}\r`, "latin1"));
  const answer = await port.readUntil((bytes) => bytes.at(-1) === 0x78);
  port.forget();
  return answer.toString("latin1");
}

/** Sends lines that must stay unanswered; the next `ask` shows it if one is not. */
async function askInVain(...lines: string[]): Promise<void> {
  port.write(Buffer.from(lines.map((line) => `${line}\r`).join(""), "latin1"));
  await eventually(() => expect(device.report().received.slice(-lines.length)).toEqual(lines));
}

test("the golden frames of LG's manuals", async () => {
  await openDevice();
  // [k][a][ ][Set ID][ ][Data][Cr] -> [a][ ][Set ID][ ][OK][Data][x], each byte spelt out.
  port.write(Buffer.from([0x6b, 0x61, 0x20, 0x30, 0x31, 0x20, 0x30, 0x31, 0x0d]));
  const answer = await port.readUntil((bytes) => bytes.length >= 10);
  expect([...answer]).toEqual([0x61, 0x20, 0x30, 0x31, 0x20, 0x4f, 0x4b, 0x30, 0x31, 0x78]);
});

test.each([
  ["ka 01 ff", "a 01 OK01x"],
  ["KA 01 FF", "a 01 OK01x"],
  ["ka 01 02", "a 01 NG00x"],
  ["kf 01 1e", "f 01 OK1ex"],
  ["kf 01 65", "f 01 NG00x"],
  ["kf 01 ff", "f 01 OK14x"],
  ["ke 01 00", "e 01 OK00x"],
  ["xb 01 91", "b 01 OK91x"],
  ["xb 01 77", "b 01 NG00x"],
  ["kd 01 01", "d 01 OK01x"],
  ["kc 01 1f", "c 01 OK1fx"],
  ["kc 01 20", "c 01 NG00x"],
  ["mc 01 44", "c 01 OK44x"],
  ["mc 01 fe", "c 01 NG00x"],
  ["dn 01 ff", "n 01 OK24x"],
  ["fy 01 ff", "y 01 OKSERIAL1x"],
  ["fz 01 ff", "z 01 OK03.20.01x"],
  ["zz 01 00", "z 01 NG00x"],
  ["kf 00 0a", "f 01 OK0ax"],
])("%s is answered %s", async (line, answer) => {
  await openDevice();
  expect(await ask(line)).toBe(answer);
});

test("what has been written is read back", async () => {
  await openDevice();
  await ask("kf 01 2a");
  await ask("ke 01 00");
  expect(await ask("kf 01 ff")).toBe("f 01 OK2ax");
  expect(await ask("ke 01 ff")).toBe("e 01 OK00x");
  expect(device.report().state).toMatchObject({ volume: 0x2a, volumeMute: 0 });
});

test("a set answers under its own id in hexadecimal, and neither to others' ids nor to nonsense", async () => {
  await openDevice({ setId: 99 });
  expect(await ask("ka 63 ff")).toBe("a 63 OK01x");
  await askInVain("ka 01 ff", "ka 99 ff", "ka", "ka 63", "", "hello world");
  expect(await ask("ka 00 ff")).toBe("a 63 OK01x");
});

test("a frame that comes byte by byte, with noise and an endless line before it, is understood", async () => {
  await openDevice();
  port.write(Buffer.alloc(10_000, "z"));
  port.write(Buffer.from("\r\n"));
  for (const byte of Buffer.from("ka 01 ff\r")) port.write(Buffer.from([byte]));
  const answer = await port.readUntil((bytes) => bytes.at(-1) === 0x78);
  expect(answer.toString("latin1")).toBe("a 01 OK01x");
  expect(device.report().received).toEqual(["ka 01 ff"]);
});

test("keys of the remote control act", async () => {
  await openDevice();
  await ask("mc 01 02");
  await ask("mc 01 09");
  await ask("mc 01 cc");
  expect(device.report()).toMatchObject({
    keys: ["volume-up", "mute", "hdmi-2"],
    state: { volume: 0x15, volumeMute: 0, input: 0x91 },
  });
  await ask("mc 01 d0");
  expect(await ask("xb 01 ff")).toBe("b 01 OK21x");
  await ask("mc 01 08");
  expect(device.report().power).toBe("standby");
});

const high = [0x0, 0x1, 0x2, 0x4, 0x6, 0x7, 0x8, 0x9, 0xa];
const inputs = [
  ...high.flatMap((kind) => [0, 1, 2, 3].map((number) => (kind << 4) | number)),
  ...[0xc0, 0xd0],
];
const pair = (value: number) => value.toString(16).padStart(2, "0");

test("every input of the manuals' table is taken and read back, and none beside it", async () => {
  await openDevice();
  const taken: number[] = [];
  for (let code = 0; code < 0xff; code += 1) {
    const answer = await ask(`xb 01 ${pair(code)}`);
    if (answer !== `b 01 OK${pair(code)}x`) continue;
    if ((await ask("xb 01 ff")) === answer) taken.push(code);
  }
  expect(taken).toEqual(inputs);
});

test.each([
  ["ce", "90"],
  ["cc", "91"],
  ["e9", "92"],
  ["da", "93"],
  ["5a", "20"],
  ["d0", "21"],
  ["bf", "40"],
  ["d4", "41"],
  ["d5", "60"],
  ["d6", "00"],
])("the input key %s puts the input in front that xb reads as %s", async (key, input) => {
  await openDevice();
  await ask(`xb 01 ${input === "90" ? "91" : "90"}`);
  expect(await ask(`mc 01 ${key}`)).toBe(`c 01 OK${key}x`);
  expect(await ask("xb 01 ff")).toBe(`b 01 OK${input}x`);
});

test("in standby it says so, refuses the rest and can be switched on", async () => {
  await openDevice();
  expect(await ask("ka 01 00")).toBe("a 01 OK00x");
  expect(await ask("ka 01 ff")).toBe("a 01 OK00x");
  expect(await ask("kf 01 ff")).toBe("f 01 NG00x");
  expect(await ask("mc 01 44")).toBe("c 01 NG00x");
  expect(await ask("ka 01 01")).toBe("a 01 OK01x");
});

test("a set without status in standby is silent there until it is switched on", async () => {
  await openDevice({ statusInStandby: false, powerOn: false });
  await askInVain("ka 01 ff", "kf 01 ff", "ka 01 00");
  expect(await ask("ka 01 01")).toBe("a 01 OK01x");
  expect(await ask("kf 01 ff")).toBe("f 01 OK14x");
});

test("each fault spoils the answer in its own way", async () => {
  await openDevice();
  await device.apply({ fault: "freeze" });
  await askInVain("kf 01 01");
  expect(device.report().state.volume).toBe(0x14);
  await device.clearFaults();

  await device.apply({ fault: "no-reply", replies: 1 });
  await askInVain("kf 01 02");
  expect(device.report().state.volume).toBe(0x02);

  await device.apply({ fault: "half-frame", replies: 1 });
  port.write(Buffer.from("kf 01 ff\r"));
  expect((await port.readUntil((bytes) => bytes.length >= 5)).toString("latin1")).toBe("f 01 ");
  port.forget();

  await device.apply({ fault: "garbage", replies: 1 });
  port.write(Buffer.from("kf 01 ff\r"));
  const garbage = await port.readUntil((bytes) => bytes.length >= 10);
  expect(garbage.every((byte) => byte >= 0x80)).toBe(true);
  port.forget();

  await device.apply({ fault: "refuse", replies: 1 });
  expect(await ask("kf 01 03")).toBe("f 01 NG00x");
  expect(device.report().state.volume).toBe(0x02);

  await device.apply({ fault: "wrong-id", replies: 1 });
  expect(await ask("kf 01 ff")).toBe("f 02 OK02x");
  expect(device.report().faults).toEqual([]);
});

test("slow, its answer comes after the delay", async () => {
  await openDevice();
  await device.apply({ fault: "slow", delayMs: 150 });
  const startMs = performance.now();
  expect(await ask("ka 01 ff")).toBe("a 01 OK01x");
  expect(performance.now() - startMs).toBeGreaterThanOrEqual(145);
});

test("asleep, it is off and hears nothing until it is woken", async () => {
  await openDevice();
  await device.apply({ fault: "sleep" });
  await askInVain("ka 01 01", "ka 01 ff");
  expect(device.report().power).toBe("standby");
  await device.clearFaults();
  expect(await ask("ka 01 ff")).toBe("a 01 OK01x");
});

test("its cable can be pulled and put in again, and a reboot gives it another serial number", async () => {
  await openDevice();
  await device.apply({ fault: "unplug" });
  expect(device.report().plugged).toBe(false);
  await device.apply({ fault: "plug" });
  port = await openTestPort(join(dir, "lg-test"));
  await device.apply({ fault: "reboot", serial: "SERIAL2" });
  expect(await ask("fy 01 ff")).toBe("y 01 OKSERIAL2x");
});

test("a fault that it does not know is refused", async () => {
  await openDevice();
  await expect(device.apply({ fault: "limited-mode" })).rejects.toMatchObject({
    code: "unsupported",
  });
});
