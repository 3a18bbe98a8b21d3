import { expect, test } from "vitest";
import { ConsoleReader, defaultPatterns } from "../src/codec.ts";
import { ConsoleBuffer } from "../src/console-buffer.ts";
import { decodeText, wholeCharacters } from "../src/text.ts";

const boot = [
  "U-Boot SPL 2023.04 (Apr 03 2023)",
  "U-Boot 2023.04 (Apr 03 2023 - 20:38:50 +0000)",
  "Model: Acme Stick 4K",
  "Net:   eth0: ethernet@ff540000 02:11:22:33:44:55",
  "Starting kernel ...",
  "[    0.000000] Linux version 6.1.0-rae (builder@host) #1 SMP",
  "[    0.400000] Serial: 8250/16550 driver, 4 ports, IRQ sharing disabled",
  "[    1.100000] neighbour 02:99:99:99:99:99 seen",
  "Serial number: ACME-0042",
  "ESN=ACMESTICK4K-0001",
  "Firmware version: 9.8.7-b42",
  "",
].join("\r\n");

const learned = {
  "identity.mac": "02:11:22:33:44:55",
  "identity.esn": "ACMESTICK4K-0001",
  "identity.serial": "ACME-0042",
  "model.name": "Acme Stick 4K",
  "firmware.version": "9.8.7-b42",
  "x.console.kernel": "6.1.0-rae",
};

function read(...pieces: string[]) {
  const reader = new ConsoleReader(defaultPatterns);
  for (const piece of pieces) reader.push(piece);
  return { state: reader.state, values: Object.fromEntries(reader.values) };
}

test("a boot tells who the device is, whole and character by character", () => {
  expect(read(boot)).toEqual({ state: "booting", values: learned });
  expect(read(...boot)).toEqual({ state: "booting", values: learned });
});

test("a console that ends its lines with CR alone tells the same", () => {
  const returned = boot.replaceAll("\r\n", "\r");
  expect(read(`${returned}login: `)).toEqual({ state: "login", values: learned });
  expect(read(...returned, "l").values).toEqual(learned);
});

test("a boot split at every character tells the same", () => {
  for (let at = 0; at < boot.length; at += 1) {
    expect(read(boot.slice(0, at), boot.slice(at)).values).toEqual(learned);
  }
});

test("the next boot tells anew, also when the one before did not come to its end", () => {
  const next = boot.replace("02:11:22:33:44:55", "02:AA:BB:CC:DD:EE").replace("K-0001", "K-0002");
  const changed = {
    ...learned,
    "identity.mac": "02:aa:bb:cc:dd:ee",
    "identity.esn": "ACMESTICK4K-0002",
  };
  expect(read(boot, "\r\nbox login: ", next).values).toEqual(changed);
  expect(read(boot, next).values).toEqual(changed);
});

test("what is listed after the boot does not replace the device's own address", () => {
  expect(read(boot, "box login: ", "ether 02:77:77:77:77:77 \r\n").values).toEqual(learned);
});

test.each([
  ["nothing", [""], "silent"],
  ["text without meaning", ["hello\r\n"], "silent"],
  ["a boot", ["U-Boot 2023.04\r\n"], "booting"],
  ["a login prompt", ["\r\nbox login: "], "login"],
  ["a login prompt in pieces", ["box lo", "gin", ": "], "login"],
  ["a login prompt in colour", ["\u001b[1;32mbox login: \u001b[0m"], "login"],
  ["a login prompt under a title", ["\u001b]0;box\u0007box login: "], "login"],
  ["a login prompt behind another text, written over it", ["booting 99%\rbox login: "], "login"],
  [
    "a shell prompt in a character set",
    ["\u001b(B\u001b]2;root\u001b\\root@box:~\u000f# "],
    "shell",
  ],
  ["a shell prompt behind a title in pieces", ["\u001b]0;a b", "c\u001b", "\\", "# "], "shell"],
  ["a title that has no end", ["\u001b]0;root# ", "\r\nbox login: "], "login"],
  ["a last-login message", ["Last login: Tue Nov 24\r\n"], "silent"],
  ["a shell prompt", ["box login: root\r\nroot@box:~# "], "shell"],
  ["a shell prompt, then a reboot", ["# ", "reboot\r\nU-Boot 2023.04\r\n"], "booting"],
])("after %s the console is %s", (_name, pieces, state) => {
  expect(read(...pieces).state).toBe(state);
});

test.each([
  "mac 00:00:00:00:00:00",
  "mac ff:ff:ff:ff:ff:ff",
  "group 01:00:5e:00:00:01",
  "longer 02:11:22:33:44:55:66",
  "short 02:11:22:33:44",
])("%s is no hardware address of a device", (line) => {
  expect(read(`${line}\n`).values).toEqual({});
});

test("what was read before is recalled, until the next boot tells it again", () => {
  const reader = new ConsoleReader(defaultPatterns);
  reader.push(boot);
  expect(reader.takeRecalled()).toEqual([]);
  expect(reader.takeRecalled().toSorted()).toEqual(Object.keys(learned).toSorted());
  reader.push(`\nbox login: \n${boot}`);
  expect(reader.takeRecalled()).toEqual([]);
});

test("a line without an end is read no further than its limit and does not grow", () => {
  const reader = new ConsoleReader(defaultPatterns);
  for (let piece = 0; piece < 1000; piece += 1) reader.push("x".repeat(4096));
  reader.push("\nESN: ABCDEF-1\n");
  expect(reader.values.get("identity.esn")).toBe("ABCDEF-1");
});

test("the buffer keeps the newest bytes under their positions, whatever the pieces", () => {
  for (const pieceBytes of [1, 7, 4096, 10_000, 70_000]) {
    const buffer = new ConsoleBuffer(10_000);
    const all = Uint8Array.from({ length: 70_000 }, (_, index) => index % 251);
    for (let at = 0; at < all.length; at += pieceBytes) {
      buffer.push(all.subarray(at, at + pieceBytes));
    }
    expect([buffer.start, buffer.end]).toEqual([60_000, 70_000]);
    expect(buffer.slice(0, 70_000)).toEqual({ bytes: all.subarray(60_000), from: 60_000 });
    expect(buffer.slice(61_000, 61_500).bytes).toEqual(all.subarray(61_000, 61_500));
    expect(buffer.slice(80_000, 90_000)).toEqual({ bytes: new Uint8Array(0), from: 70_000 });
  }
});

test("a buffer before its limit keeps everything", () => {
  const buffer = new ConsoleBuffer(10_000);
  expect(buffer.slice(0, 10)).toEqual({ bytes: new Uint8Array(0), from: 0 });
  buffer.push(new Uint8Array(5_000).fill(1));
  buffer.push(new Uint8Array(4_000).fill(2));
  expect(buffer.start).toBe(0);
  expect(buffer.slice(4_999, 5_001).bytes).toEqual(Uint8Array.of(1, 2));
});

test("a reader who goes on behind what it was given gets every character whole", () => {
  const bytes = new TextEncoder().encode("aé€😀");
  for (let length = 1; length <= bytes.length; length += 1) {
    const given = bytes.subarray(0, length);
    const whole = wholeCharacters(given);
    expect(whole).toBeGreaterThan(0);
    expect(decodeText(given.subarray(0, whole))).not.toContain("\ufffd");
  }
});

test("bytes that are no text do not stop a reader", () => {
  expect(wholeCharacters(Uint8Array.of(0xf0))).toBe(1);
  expect(wholeCharacters(Uint8Array.of(0x80, 0x80, 0x80, 0x80))).toBe(4);
  expect(wholeCharacters(new Uint8Array(0))).toBe(0);
});
