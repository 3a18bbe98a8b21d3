import { lstatSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import { SerialPort } from "serialport";
import { afterEach, beforeEach, expect, test } from "vitest";
import { SerialEndpoint } from "../../../src/lab/endpoints/serial.ts";
import { openTestPort } from "../open-test-port.ts";

let dir: string;
let endpoint: SerialEndpoint;
let received: Buffer;

beforeEach(() => {
  dir = join(mkdtempSync(join(tmpdir(), "rae-serial-")), "tty");
  received = Buffer.alloc(0);
  endpoint = new SerialEndpoint({
    dir,
    name: "port-1",
    clock: systemClock,
    onData: (bytes) => {
      received = Buffer.concat([received, bytes]);
    },
  });
});

afterEach(async () => {
  await endpoint.close();
  rmSync(join(dir, ".."), { recursive: true });
});

test("bytes go both ways, as they are", async () => {
  await endpoint.plug();
  const port = await openTestPort(endpoint.path);
  const every = Buffer.from(Array.from({ length: 256 }, (_, index) => index));
  port.write(every);
  await eventually(() => expect(received).toEqual(every));
  endpoint.write(every);
  await port.readUntil((bytes) => bytes.length === 256);
  expect(port.received()).toEqual(every);
  await port.close();
});

test("what the device says while nobody has the port open does not come back to it", async () => {
  await endpoint.plug();
  endpoint.write(Buffer.from("login: "));
  const port = await openTestPort(endpoint.path);
  port.write(Buffer.from("root\r"));
  await eventually(() => expect(received.toString()).toBe("root\r"));
  await port.close();
});

test("a program can open the port, close it and open it again", async () => {
  await endpoint.plug();
  for (const round of ["one", "two", "three"]) {
    const port = await openTestPort(endpoint.path);
    port.write(Buffer.from(round));
    await eventually(() => expect(received.toString()).toContain(round));
    endpoint.write(Buffer.from(round));
    await port.readUntil((bytes) => bytes.toString().includes(round));
    await port.close();
  }
});

test("unplugging ends the port of a program that has it open, and plugging makes a new one", async () => {
  await endpoint.plug();
  const port = new SerialPort({ path: endpoint.path, baudRate: 9600 });
  port.resume();
  await new Promise((resolve) => port.once("open", resolve));
  const closed = new Promise<{ disconnected?: boolean }>((resolve) => port.once("close", resolve));
  await endpoint.unplug();
  expect((await closed).disconnected).toBe(true);
  expect(lstatSync(endpoint.path, { throwIfNoEntry: false })).toBeUndefined();
  await endpoint.plug();
  const again = await openTestPort(endpoint.path);
  again.write(Buffer.from("back"));
  await eventually(() => expect(received.toString()).toBe("back"));
  await again.close();
});

test("what a program says while the cable is being pulled is not heard", async () => {
  await endpoint.plug();
  const port = await openTestPort(endpoint.path);
  const pulled = endpoint.unplug();
  port.write(Buffer.from("late"));
  await pulled;
  expect(received.toString()).toBe("");
  await port.close();
});

test("output that nobody reads is dropped after a while instead of being kept", async () => {
  await endpoint.plug();
  endpoint.write(Buffer.alloc(60_000, "x"));
  await eventually(() => expect(endpoint.droppedBytes).toBeGreaterThan(40_000));
  const port = await openTestPort(endpoint.path);
  endpoint.write(Buffer.from("fresh"));
  await port.readUntil((bytes) => bytes.toString().endsWith("fresh"));
  await port.close();
});

test("a write beyond the bound is dropped at once", async () => {
  await endpoint.plug();
  endpoint.write(Buffer.alloc(70_000));
  expect(endpoint.droppedBytes).toBe(70_000);
});

test("a link that an earlier run left behind is replaced", async () => {
  await endpoint.plug();
  await endpoint.unplug();
  symlinkSync("/nonexistent", endpoint.path);
  await endpoint.plug();
  const port = await openTestPort(endpoint.path);
  await port.close();
});

test("a file in the way is not removed but named", async () => {
  await endpoint.plug();
  await endpoint.unplug();
  writeFileSync(endpoint.path, "precious");
  await expect(endpoint.plug()).rejects.toThrow(`${endpoint.path} is in the way`);
});
