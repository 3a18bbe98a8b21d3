import { createSocket, type Socket } from "node:dgram";
import { type Logger, silentLogger, systemClock } from "@rae/kit";
import { eventually, RecordedLog } from "@rae/kit/testing";
import { afterEach, expect, test } from "vitest";
import { SsdpDiscovery } from "../../src/discovery/ssdp-discovery.ts";
import type { DiscoveryEvent } from "../../src/ports/discovery.ts";

const group = "239.255.255.250";
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** Names and targets of this run alone, for other programs may speak SSDP on the same loopback. */
const st = `rae-test:${process.pid}`;
const usn = `uuid:${st}:1`;

/** A device's side of SSDP on loopback, from UPnP Device Architecture 1.1 and Roku's guide, on plain sockets. */
const crlf = (lines: readonly string[]) => `${lines.join("\r\n")}\r\n\r\n`;

async function openDevice(location: string, write: (lines: readonly string[]) => string = crlf) {
  const socket = await bind(1900);
  socket.addMembership(group, "127.0.0.1");
  const searches: string[] = [];
  const device = { searches, isOn: true };
  socket.on("message", (message, from) => {
    const text = message.toString();
    if (!device.isOn || !text.startsWith("M-SEARCH") || !text.includes(st)) return;
    searches.push(text);
    const lines = ["HTTP/1.1 200 OK", "Cache-Control: max-age=300", `ST: ${st}`];
    const reply = write([...lines, `Location: ${location}`, `USN: ${usn}`]);
    socket.send(reply, from.port, from.address);
  });
  return device;
}

async function bind(port: number): Promise<Socket> {
  const socket = createSocket({ type: "udp4", reuseAddr: true });
  await new Promise<void>((resolve) => socket.bind(port, () => resolve()));
  socket.setMulticastInterface("127.0.0.1");
  cleanups.push(() => socket.close());
  return socket;
}

async function notify(nts: string, location: string): Promise<void> {
  const socket = await bind(0);
  const lines = [
    "NOTIFY * HTTP/1.1",
    `HOST: ${group}:1900`,
    "CACHE-CONTROL: max-age=300",
    `LOCATION: ${location}`,
    `NT: ${st}`,
    `NTS: ${nts}`,
    `USN: ${usn}`,
  ];
  await new Promise<void>((resolve, reject) =>
    socket.send(`${lines.join("\r\n")}\r\n\r\n`, 1900, group, (error) =>
      error ? reject(error) : resolve(),
    ),
  );
}

async function openDiscovery(interfaces: readonly string[], logger: Logger = silentLogger) {
  const events: DiscoveryEvent[] = [];
  const discovery = new SsdpDiscovery({
    clock: systemClock,
    logger,
    interfaces,
    targets: [{ st, driver: "roku-ecp" }],
    searchIntervalMs: 100,
  });
  await discovery.start((event) => events.push(event));
  cleanups.push(() => discovery.close());
  return { discovery, events };
}

test("on loopback a device is found by search, doubted at its goodbye, and gone if it is silent then", async () => {
  const device = await openDevice("http://127.0.0.1:8060/");
  const { events } = await openDiscovery(["lo"]);
  await eventually(() => expect(events).toHaveLength(1));
  expect(events[0]).toEqual({
    kind: "found",
    face: {
      faceId: "ssdp:http:127.0.0.1:8060",
      keys: [
        { kind: "usn", value: usn },
        { kind: "ip", value: "127.0.0.1" },
      ],
      link: { kind: "http", baseUrl: "http://127.0.0.1:8060" },
      driver: "roku-ecp",
      settings: {},
    },
  });
  await eventually(() => expect(device.searches.length).toBeGreaterThan(1));
  expect(events).toHaveLength(1);
  const goodbye = () => notify("ssdp:byebye", "http://127.0.0.1:8060/");
  await goodbye();
  await eventually(() => expect(events.at(1)).toMatchObject({ kind: "doubt" }));
  device.isOn = false;
  await goodbye();
  await eventually(() => expect(events).toContainEqual(expect.objectContaining({ kind: "gone" })));
});

test("an answer with bare line feeds, no reason phrase and another case is understood", async () => {
  await openDevice(
    "http://127.0.0.1:8065/",
    (lines) =>
      `${lines.join("\n").replace("200 OK", "200").replace("rae-test", "RAE-Test").replace("USN", "usn")}\n`,
  );
  const { events } = await openDiscovery(["lo"]);
  await eventually(() =>
    expect(events).toMatchObject([{ kind: "found", face: { faceId: "ssdp:http:127.0.0.1:8065" } }]),
  );
});

test("one name that answers from two addresses is found at both and gone at neither", async () => {
  await openDevice("http://127.0.0.1:8066/");
  await openDevice("http://127.0.0.1:8067/");
  const { events } = await openDiscovery(["lo"]);
  await eventually(() => expect(events).toHaveLength(2));
  expect(events.map((event) => event.kind === "found" && event.face.faceId).toSorted()).toEqual([
    "ssdp:http:127.0.0.1:8066",
    "ssdp:http:127.0.0.1:8067",
  ]);
});

test("a device that only announces itself is found", async () => {
  const { events } = await openDiscovery(["lo"]);
  await notify("ssdp:alive", "http://127.0.0.1:8061/");
  await eventually(() =>
    expect(events).toMatchObject([{ kind: "found", face: { faceId: "ssdp:http:127.0.0.1:8061" } }]),
  );
});

test("an announcement that points out of the network is not followed, and the log says so once", async () => {
  const log = new RecordedLog();
  const { events } = await openDiscovery(["lo"], log.logger);
  for (const location of ["http://192.0.2.77/", "http://[::1]/", "http://192.0.2.77/"]) {
    await notify("ssdp:alive", location);
  }
  await notify("ssdp:alive", "http://127.0.0.1:8062/");
  await eventually(() => expect(events).toHaveLength(1));
  expect(events).toMatchObject([{ face: { faceId: "ssdp:http:127.0.0.1:8062" } }]);
  expect(log.of("ssdp announcement not followed")).toMatchObject([
    { reason: "its LOCATION is on another network: http://192.0.2.77" },
    { reason: expect.stringContaining("IPv6") },
  ]);
});

test("an interface that is not there is no error and sends nothing elsewhere", async () => {
  const device = await openDevice("http://127.0.0.1:8060/");
  const { events, discovery } = await openDiscovery(["no-such-interface"]);
  await notify("ssdp:alive", "http://127.0.0.1:8060/");
  const { events: heard } = await openDiscovery(["lo"]);
  await eventually(() => expect(heard).toHaveLength(1));
  const searches = device.searches.length;
  await discovery.close();
  expect(searches).toBeGreaterThan(0);
  expect(events).toEqual([]);
});

test("interfaces that are named later are searched from then on, and what is known stays when none is", async () => {
  const device = await openDevice("http://127.0.0.1:8064/");
  const { events, discovery } = await openDiscovery(["no-such-interface"]);
  discovery.setInterfaces(["lo"]);
  await eventually(() => expect(events).toHaveLength(1));
  discovery.setInterfaces([]);
  const { events: heard, discovery: other } = await openDiscovery(["lo"]);
  await eventually(() => expect(heard).toHaveLength(1));
  await other.close();
  const searches = device.searches.length;
  await notify("ssdp:byebye", "http://127.0.0.1:8064/");
  const { events: later } = await openDiscovery(["lo"]);
  await eventually(() => expect(later).toHaveLength(1));
  expect(device.searches.length).toBeGreaterThan(searches);
  expect(events).toMatchObject([{ kind: "found", face: { faceId: "ssdp:http:127.0.0.1:8064" } }]);
});

test("closed discovery reports nothing more and closes twice", async () => {
  const { events, discovery } = await openDiscovery(["lo"]);
  await discovery.close();
  await discovery.close();
  const { events: heard } = await openDiscovery(["lo"]);
  await notify("ssdp:alive", "http://127.0.0.1:8063/");
  await eventually(() => expect(heard).toHaveLength(1));
  expect(events).toEqual([]);
});
