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
const prompt = "root@stb:~# ";

async function openDevice(settings: Record<string, unknown> = {}): Promise<void> {
  const identity = { mac: "02:00:00:00:00:01", esn: "ESN-1", serial: "SERIAL1" };
  const spec = { id: "stb-1", family: "linux-console", bootMs: 100, ...identity, ...settings };
  device = await openTestDevice(spec, dir);
  port = await openTestPort(join(dir, "stb-1"));
  await until("stb login: ");
}

/** All that came since the last call, when it ends with `end`. */
async function until(end: string): Promise<string> {
  const bytes = await port.readUntil((all) => all.toString().endsWith(end));
  port.forget();
  return bytes.toString();
}

function type(text: string): void {
  port.write(Buffer.from(text));
}

/** Types to a device that must not hear it. */
async function typeInVain(text: string): Promise<void> {
  type(text);
  await eventually(() => expect(device.report().state.unheardBytes).toBe(text.length));
}

async function logIn(): Promise<void> {
  type("root\r");
  await until(prompt);
}

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "rae-console-"));
});

afterEach(async () => {
  await port.close();
  await device.close();
  rmSync(dir, { recursive: true });
});

test("it boots as a box with U-Boot and Linux does, up to the login prompt", async () => {
  await openDevice();
  const boot = device.report().transcript ?? "";
  expect(boot).toMatch(/\r\nU-Boot 2023\.04/);
  expect(boot).toMatch(/\[ {4}0\.000000\] Linux version 6\.1\.55/);
  expect(boot).toContain("eth0: registered, MAC 02:00:00:00:00:01\r\n");
  expect(boot).toContain("\r\nESN: ESN-1\r\n");
  expect(boot).toContain("\r\nSerial: SERIAL1\r\n");
  expect(boot).toMatch(/\r\nstb login: $/);
});

test("root logs in without a password, byte for byte as on a terminal", async () => {
  await openDevice();
  type("root\r");
  expect(await until(prompt)).toBe("root\r\n\r\nWelcome to Example STB-4000 2.4.1\r\nroot@stb:~# ");
});

test.each([
  ["uname -a", "Linux stb 6.1.55 #1 SMP PREEMPT Thu Mar 14 09:20:11 UTC 2024 aarch64 GNU/Linux"],
  ["cat /sys/class/net/eth0/address", "02:00:00:00:00:01"],
  ["esn", "ESN-1"],
  ["getprop ro.serialno", "SERIAL1"],
  ["echo 'a  b'; false; echo $?", "a  b\r\n1"],
  ["frob", "-sh: frob: not found"],
  ["cat /nope", "cat: can't open '/nope': No such file or directory"],
])("%s says %s", async (line, output) => {
  await openDevice();
  await logIn();
  type(`${line}\r`);
  expect(await until(prompt)).toBe(`${line}\r\n${output}\r\n${prompt}`);
});

test("cpuinfo and the list of interfaces carry serial number and MAC", async () => {
  await openDevice();
  await logIn();
  type("cat /proc/cpuinfo\r");
  expect(await until(prompt)).toContain("Serial\t\t: SERIAL1\r\n");
  type("ip link\r");
  expect(await until(prompt)).toContain("link/ether 02:00:00:00:00:01 ");
});

test("what is typed while it boots is lost", async () => {
  await openDevice();
  const booted = device.apply({ fault: "reboot" });
  type("root\r");
  await booted;
  await until("stb login: ");
  expect(device.report().state.phase).toBe("login");
  expect(device.report().received).toEqual([]);
});

test("the shell's reboot boots again, with the identity that it has", async () => {
  await openDevice();
  await logIn();
  type("reboot\r");
  const text = await until("stb login: ");
  expect(text).toContain("reboot: Restarting system\r\n");
  expect(text).toContain("ESN: ESN-1\r\n");
});

test("a reboot from outside brings the identity that it is given", async () => {
  await openDevice();
  await device.apply({ fault: "reboot", mac: "02:00:00:00:00:02", esn: "ESN-2", serial: "S2" });
  const text = await until("stb login: ");
  expect(text).toContain("MAC: 02:00:00:00:00:02\r\n");
  expect(text).toContain("ESN: ESN-2\r\n");
  expect(device.report().identity).toEqual({
    mac: "02:00:00:00:00:02",
    esn: "ESN-2",
    serial: "S2",
  });
});

test("a password is asked for, not shown, and a wrong one rejected", async () => {
  await openDevice({ password: "secret" });
  type("root\r");
  await until("Password: ");
  type("wrong\r");
  expect(await until("stb login: ")).toBe("\r\nLogin incorrect\r\nstb login: ");
  type("root\r");
  await until("Password: ");
  type("secret\r");
  await until(prompt);
  expect(device.report().received).toEqual(["root", "root"]);
});

test("nobody but root gets in", async () => {
  await openDevice();
  type("guest\r");
  await until("Password: ");
  type("\r");
  expect(await until("stb login: ")).toContain("Login incorrect");
});

test("^C gives a new prompt, exit and ^D log out", async () => {
  await openDevice();
  await logIn();
  type("rm -r\u0003");
  expect(await until(prompt)).toBe(`rm -r^C\r\n${prompt}`);
  type("exit\r");
  await until("stb login: ");
  await logIn();
  type("\u0004");
  await until("stb login: ");
});

test("frozen, it does not even echo", async () => {
  await openDevice();
  await logIn();
  await device.apply({ fault: "freeze" });
  await typeInVain("esn\r");
  await device.clearFaults();
  type("uname\r");
  expect(await until(prompt)).toBe(`uname\r\nLinux\r\n${prompt}`);
});

test("each fault spoils the answer in its own way", async () => {
  await openDevice();
  await logIn();

  await device.apply({ fault: "no-reply", replies: 1 });
  type("esn\r");
  await eventually(() => expect(device.report().received.at(-1)).toBe("esn"));
  type("esn\r");
  expect(await until(prompt)).toBe(`esn\r\nesn\r\nESN-1\r\n${prompt}`);

  await device.apply({ fault: "half-frame", replies: 1 });
  type("esn\r");
  await until("ESN-1\r\nro");

  await device.apply({ fault: "refuse", replies: 1 });
  type("esn\r");
  expect(await until(prompt)).toContain("-sh: esn: Permission denied\r\n");

  await device.apply({ fault: "slow", delayMs: 120, replies: 1 });
  const startMs = performance.now();
  type("esn\r");
  await until(prompt);
  expect(performance.now() - startMs).toBeGreaterThanOrEqual(115);

  await device.apply({ fault: "garbage" });
  type("esn\r");
  const noisy = await port.readUntil((bytes) => bytes.length >= 24);
  expect(noisy.every((byte) => byte >= 0x80)).toBe(true);
  await device.clearFaults();
});

test("a watchdog reset in the middle of an answer leaves half of it, then the boot loader", async () => {
  await openDevice();
  await logIn();
  await device.apply({ fault: "reset-half-way", replies: 1 });
  type("uname -a\r");
  const text = await until("stb login: ");
  expect(text).toMatch(/^uname -a\r\nLinux stb [^\n]*\r\nU-Boot 2023/);
  expect(text).not.toContain("GNU/Linux\r\nroot@");
});

test("asleep, it is dead until it is woken, in the shell where it was", async () => {
  await openDevice();
  await logIn();
  await device.apply({ fault: "sleep" });
  expect(device.report().power).toBe("asleep");
  await until("PM: suspend entry (deep)\r\n");
  await typeInVain("esn\r");
  await device.clearFaults();
  await until("PM: suspend exit\r\n");
  type("esn\r");
  expect(await until(prompt)).toContain("ESN-1\r\n");
});

test("pulling the cable does not reset the box", async () => {
  await openDevice();
  await logIn();
  await device.apply({ fault: "unplug" });
  await device.apply({ fault: "plug" });
  port = await openTestPort(join(dir, "stb-1"));
  type("esn\r");
  expect(await until(prompt)).toBe(`esn\r\nESN-1\r\n${prompt}`);
});

test("closing it while it boots ends the boot", async () => {
  await openDevice({ bootMs: 200 });
  const booted = device.apply({ fault: "reboot" });
  await device.close();
  await booted;
  expect(device.report().state.phase).toBe("off");
});

test("a fault that it does not know is refused", async () => {
  await openDevice();
  await expect(device.apply({ fault: "wrong-id" })).rejects.toMatchObject({ code: "unsupported" });
});

test("a shell that wraps at the margin shows its input so, and says what it has always said", async () => {
  await openDevice({ wrap: "readline", columns: 40 });
  await logIn();
  const line = `echo ${"x".repeat(30)}`;
  type(`${line}\r`);
  const typed = line.slice(0, 28);
  expect(await until(prompt)).toBe(
    `${typed}x\r${line.slice(28)}\r\n${"x".repeat(30)}\r\n${prompt}`,
  );
});

test.each([
  ["cr", "\r"],
  ["lf", "\n"],
] as const)("lines that end with %s alone end so everywhere", async (lineEnd, end) => {
  await openDevice({ lineEnd });
  await logIn();
  type("esn\r");
  expect(await until(prompt)).toBe(`esn${end}ESN-1${end}${prompt}`);
  const other = lineEnd === "cr" ? "\n" : "\r";
  expect(device.report().transcript).not.toContain(other);
});

test("its prompt can carry a title, character sets, colours and the mode for pasting", async () => {
  const promptSequences = ["title", "charset", "colour", "bracketed-paste"];
  await openDevice({ promptSequences });
  type("root\r");
  const end = "\u001b[00m\u001b(B\u001b[m\u000f";
  expect(await until(end)).toMatch(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what the test is about
    /2\.4\.1\r\n\u001b\[\?2004h\u001b\]0;root@stb:~#\u0007\u001b\(B\u001b\[m\u001b\[01;32mroot@stb:~# /,
  );
  type("esn\r");
  expect(await until(end)).toContain("esn\r\n\u001b[?2004l\rESN-1\r\n\u001b[?2004h");
});

test("a loop without end neither holds up the lab nor outlives ^C", async () => {
  await openDevice();
  await logIn();
  type("while true; do :; done\r");
  await eventually(() => expect(device.report().received.at(-1)).toBe("while true; do :; done"));
  type("\u0003");
  expect(await until(prompt)).toBe(`while true; do :; done\r\n^C\r\n${prompt}`);
  type("for i in 1 2 3; do echo $((i*i)); done\r");
  expect(await until(prompt)).toContain("done\r\n1\r\n4\r\n9\r\n");
});

test("a reboot ends what runs", async () => {
  await openDevice();
  await logIn();
  type("while true; do sleep 1; done\r");
  await eventually(() => expect(device.report().received).toHaveLength(2));
  await device.apply({ fault: "reboot" });
  await until("stb login: ");
  await logIn();
  type("esn\r");
  expect(await until(prompt)).toBe(`esn\r\nESN-1\r\n${prompt}`);
});
