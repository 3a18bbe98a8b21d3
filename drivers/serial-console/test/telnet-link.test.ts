import { FakeByteLink } from "@rae/driver/testing";
import { expect, test } from "vitest";
import { TelnetLink } from "../src/telnet-link.ts";
import { openConsole } from "./open-console.ts";

const [iac, will, wont, do_, dont, sb, se] = [255, 251, 252, 253, 254, 250, 240];
const signal = AbortSignal.timeout(5_000);

function openTelnet() {
  const link = new FakeByteLink("tcp:127.0.0.1:2001");
  const telnet = new TelnetLink(link);
  const data: number[] = [];
  telnet.onBytes((bytes) => data.push(...bytes));
  const receive = (...bytes: number[]) => link.receive(Uint8Array.from(bytes));
  const sent = () => link.written.flatMap((bytes) => [...bytes]);
  return { link, telnet, data, receive, sent };
}

const text = (value: string) => [...Buffer.from(value)];

test("commands of Telnet are taken out of the device's bytes, whole, split at every byte and byte by byte", () => {
  const wire = [
    ...[iac, will, 1, ...text("log"), iac, do_, 24, ...text("in\r"), 0, ...text("\r\n")],
    ...[iac, sb, 24, 1, iac, iac, 7, iac, se, iac, 241, iac, iac, ...text("end")],
  ];
  const bytes = [...text("login\r\r\n"), iac, ...text("end")];
  for (let at = 0; at <= wire.length; at += 1) {
    const { data, receive } = openTelnet();
    receive(...wire.slice(0, at));
    receive(...wire.slice(at));
    expect(data).toEqual(bytes);
  }
  const { data, receive } = openTelnet();
  for (const byte of wire) receive(byte);
  expect(data).toEqual(bytes);
});

test("what serves bare bytes is agreed to, all else refused, each once for a connection", () => {
  const { receive, sent, link } = openTelnet();
  receive(iac, will, 1, iac, will, 3, iac, will, 5, iac, do_, 3, iac, do_, 24, iac, dont, 1);
  const answers = [
    ...[iac, do_, 1, iac, do_, 3, iac, dont, 5],
    ...[iac, will, 3, iac, wont, 24, iac, wont, 1],
  ];
  expect(sent()).toEqual(answers);
  receive(iac, will, 5, iac, do_, 24);
  expect(sent()).toEqual(answers);
  link.become({ name: "waiting", code: "unreachable", detail: "closed" });
  link.become({ name: "open" });
  receive(iac, do_, 24);
  expect(sent()).toEqual([...answers, iac, wont, 24]);
});

test("CR goes out with NUL and FF doubled, until the way is binary", async () => {
  const { telnet, receive, sent, link } = openTelnet();
  await telnet.write(Uint8Array.of(0x61, 0x0d, iac, 0x0d, 0x0a), signal);
  expect(sent()).toEqual([0x61, 0x0d, 0, iac, iac, 0x0d, 0x0a]);
  link.written.length = 0;
  receive(iac, do_, 0);
  await telnet.write(Uint8Array.of(0x0d, iac), signal);
  expect(sent()).toEqual([iac, will, 0, 0x0d, iac, iac]);
});

test("a way that is binary keeps NUL behind CR", () => {
  const { receive, data } = openTelnet();
  receive(0x0d, 0, iac, will, 0, 0x0d, 0);
  expect(data).toEqual([0x0d, 0x0d, 0]);
});

test("a console on a serial server that speaks Telnet is read and written as any other", async () => {
  const { print, run, link, driver } = openConsole({ telnet: true });
  print(Buffer.from([iac, will, 1, iac, do_, 24]));
  print("box login: ");
  expect((await run("console.read")).result.text).toBe("box login: ");
  await run("console.write", { text: "root\r" });
  expect(Buffer.concat(link.written).toString("latin1")).toBe(
    Buffer.from([iac, do_, 1, iac, wont, 24, ...text("root\r"), 0]).toString("latin1"),
  );
  await driver.close();
  expect(link.listeners).toBe(0);
});
