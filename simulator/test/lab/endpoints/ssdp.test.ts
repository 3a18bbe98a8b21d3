import { randomUUID } from "node:crypto";
import { createSocket, type Socket } from "node:dgram";
import { systemClock } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { SsdpEndpoint } from "../../../src/lab/endpoints/ssdp.ts";
import type { SsdpFault } from "../../../src/lab/endpoints/ssdp-faults.ts";

const group = "239.255.255.250";
/** Other devices on loopback, of tests that run beside this one, answer the same search. */
const mark = randomUUID();
let heard: string[];
let listener: Socket;
const opened: SsdpEndpoint[] = [];

function endpoint(serial: string, fault?: SsdpFault): SsdpEndpoint {
  const made = new SsdpEndpoint({
    fault: () => fault,
    interfaces: ["lo"],
    services: { "roku:ecp": `uuid:roku:ecp:${mark}-${serial}` },
    location: `http://127.0.0.1:8060/${serial}`,
    server: "Roku/14.1.4 UPnP/1.0 Roku/14.1.4",
    clock: systemClock,
  });
  opened.push(made);
  return made;
}

function keepOurs(list: string[], message: Buffer): void {
  if (message.includes(mark)) list.push(message.toString());
}

/** A socket on loopback that hears the group, and searches. */
async function listen(): Promise<Socket> {
  const socket = createSocket({ type: "udp4", reuseAddr: true });
  socket.on("message", (message) => keepOurs(heard, message));
  await new Promise<void>((resolve) => socket.bind(1900, resolve));
  socket.addMembership(group, "127.0.0.1");
  socket.setMulticastInterface("127.0.0.1");
  return socket;
}

async function search(request: string): Promise<{ replies: string[]; socket: Socket }> {
  const replies: string[] = [];
  const socket = createSocket("udp4");
  socket.on("message", (message) => keepOurs(replies, message));
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  socket.setMulticastInterface("127.0.0.1");
  socket.send(request, 1900, group);
  return { replies, socket };
}

beforeEach(async () => {
  heard = [];
  listener = await listen();
});

afterEach(async () => {
  await Promise.all(opened.splice(0).map((each) => each.close()));
  await new Promise<void>((resolve) => listener.close(resolve));
});

const fromManual = `M-SEARCH * HTTP/1.1\nHost: ${group}:1900\nMan: "ssdp:discover"\nST: roku:ecp\n\n`;

test("a device on loopback answers the search of Roku's manual, which has no MX and bare line feeds", async () => {
  await endpoint("X1").open();
  const { replies, socket } = await search(fromManual);
  await eventually(() => expect(replies).toHaveLength(1));
  expect(replies[0]).toMatch(/^HTTP\/1.1 200 OK\r\n/);
  expect(replies[0]).toContain("\r\nST: roku:ecp\r\n");
  expect(replies[0]).toContain(`\r\nUSN: uuid:roku:ecp:${mark}-X1\r\n`);
  expect(replies[0]).toContain("\r\nLOCATION: http://127.0.0.1:8060/X1\r\n");
  expect(replies[0]).toContain("max-age=3600");
  socket.close();
});

test("several devices on one host each answer one search", async () => {
  await Promise.all(["X1", "X2", "X3"].map((serial) => endpoint(serial).open()));
  const { replies, socket } = await search(fromManual);
  await eventually(() => expect(replies).toHaveLength(3));
  const locations = replies.map((reply) => /8060\/(X\d)/.exec(reply)?.[1]);
  expect(locations.sort()).toEqual(["X1", "X2", "X3"]);
  socket.close();
});

test("a search for something else is not answered", async () => {
  await endpoint("X1").open();
  const other = await search(fromManual.replace("roku:ecp", "urn:schemas-upnp-org:device:Basic:1"));
  const mine = await search(fromManual);
  await eventually(() => expect(mine.replies).toHaveLength(1));
  expect(other.replies).toEqual([]);
  other.socket.close();
  mine.socket.close();
});

test("it announces itself when it comes and takes leave when it goes", async () => {
  const device = endpoint("X1");
  await device.open();
  await eventually(() => expect(heard.join()).toContain("NTS: ssdp:alive"));
  const alive = heard.find((message) => message.includes("ssdp:alive"));
  expect(alive).toMatch(/^NOTIFY \* HTTP\/1.1\r\n/);
  expect(alive).toContain("\r\nLocation: http://127.0.0.1:8060/X1\r\n");
  await device.close();
  await eventually(() => expect(heard.join()).toContain("NTS: ssdp:byebye"));
});

test("a device that vanishes says nothing and answers nothing", async () => {
  const gone = endpoint("X1");
  await gone.open();
  await endpoint("X2").open();
  await gone.vanish();
  const { replies, socket } = await search(fromManual);
  await eventually(() => expect(replies).toHaveLength(1));
  expect(replies[0]).toContain("X2");
  expect(heard.join()).not.toContain("byebye");
  socket.close();
});

test.each([
  ["line-feeds", /^HTTP\/1\.1 200 OK\n(?!.*\r)/s, /^NOTIFY \* HTTP\/1\.1\n(?!.*\r)/s],
  ["no-reason", /^HTTP\/1\.1 200\r\n/, /^NOTIFY \* HTTP\/1\.1\r\n/],
  ["other-case", /\r\nst: ROKU:ECP\r\n/, /\r\nnt: ROKU:ECP\r\n/],
] as const)("with %s it answers and announces itself so", async (fault, answer, announcement) => {
  await endpoint("X1", fault).open();
  const { replies, socket } = await search(fromManual);
  await eventually(() => expect(replies).toHaveLength(1));
  expect(replies[0]).toMatch(answer);
  expect(replies[0]?.toLowerCase()).toContain(`usn: uuid:roku:ecp:${mark}-x1`);
  await eventually(() => expect(heard[0]).toMatch(announcement));
  socket.close();
});

test("a goodbye is followed by an announcement, and the device still answers", async () => {
  const device = endpoint("X1");
  await device.open();
  await device.goodbye();
  await eventually(() => expect(heard).toHaveLength(3));
  expect(heard.map((message) => /NTS: ssdp:(\w+)/.exec(message)?.[1])).toEqual([
    ...["alive", "byebye", "alive"],
  ]);
  const { replies, socket } = await search(fromManual);
  await eventually(() => expect(replies).toHaveLength(1));
  socket.close();
});

test("an interface that does not exist is named", async () => {
  const device = new SsdpEndpoint({
    interfaces: ["nope0"],
    services: {},
    location: "",
    server: "",
    clock: systemClock,
  });
  await expect(device.open()).rejects.toThrow("interface nope0 does not exist");
});
