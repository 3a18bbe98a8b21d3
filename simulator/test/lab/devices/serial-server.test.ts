import { connect, type Socket } from "node:net";
import { eventually } from "@rae/kit/testing";
import { afterEach, expect, test } from "vitest";
import type { VirtualDevice } from "../../../src/lab/devices/virtual-device.ts";
import { openTestDevice } from "../open-test-device.ts";

let device: VirtualDevice | undefined;
let sockets: Socket[] = [];

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets = [];
  await device?.close();
});

async function open(family: string): Promise<VirtualDevice> {
  device = await openTestDevice({ id: "port-1", family, tcpPort: 0 });
  return device;
}

/** A client of the serial server, with all that it has heard. */
function dial(address = "") {
  const [host = "", port = ""] = address.split(":");
  const socket = connect(Number(port), host);
  sockets.push(socket);
  let heard = Buffer.alloc(0);
  socket.on("data", (bytes) => {
    heard = Buffer.concat([heard, bytes]);
  });
  socket.on("error", () => {});
  const ended = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  return { socket, ended, heard: () => heard };
}

test("a set behind a serial server answers over TCP, to each client, and has no port in a folder", async () => {
  const { tcp, serial } = (await open("lg-rs232")).report().addresses;
  expect(serial).toBeUndefined();
  const [first, second] = [dial(tcp), dial(tcp)];
  await eventually(() => {
    first.socket.write("ka 01 ff\r");
    expect(first.heard().toString()).toContain("a 01 OK01x");
    expect(second.heard().toString()).toContain("a 01 OK01x");
  });
});

test("unplugged, it refuses; plugged again, it is at the same address", async () => {
  const running = await open("lg-rs232");
  const { tcp } = running.report().addresses;
  const before = dial(tcp);
  await eventually(() => expect(before.socket.pending).toBe(false));
  await running.apply({ fault: "unplug" });
  await before.ended;
  expect(running.report().plugged).toBe(false);
  await dial(tcp).ended;
  await running.apply({ fault: "plug" });
  const after = dial(tcp);
  after.socket.write("ka 01 ff\r");
  await eventually(() => expect(after.heard().toString()).toBe("a 01 OK01x"));
});

test("accept-and-close ends each connection without a byte, those that were there when they speak", async () => {
  const running = await open("lg-rs232");
  const { tcp } = running.report().addresses;
  const before = dial(tcp);
  await eventually(() => expect(before.socket.pending).toBe(false));
  await running.apply({ fault: "accept-and-close" });
  const after = dial(tcp);
  await after.ended;
  expect(after.heard()).toHaveLength(0);
  before.socket.write("ka 01 ff\r");
  await before.ended;
  expect(running.report().receivedCount).toBe(0);
});

test("with telnet it negotiates first, and takes and gives the console's bytes as telnet does", async () => {
  const running = await open("linux-console");
  await running.apply({ fault: "telnet" });
  const client = dial(running.report().addresses.tcp);
  await eventually(() =>
    expect(client.heard().subarray(0, 6).toString("hex")).toBe("fffb01fffb03"),
  );
  await eventually(() => expect(running.report().state.phase).toBe("login"));
  client.socket.write(Buffer.from("fffd01726f6f74fffd050d00", "hex"));
  await eventually(() => expect(client.heard().toString()).toContain("root@stb:~# "));
  expect(client.heard().includes(Buffer.from("fffc05", "hex"))).toBe(true);
  expect(running.report().received).toEqual(["root"]);
});

test("a device on a pseudo-terminal knows no faults of a serial server", async () => {
  device = await openTestDevice({ id: "roku-1", family: "roku" });
  await expect(device.apply({ fault: "telnet" })).rejects.toMatchObject({ code: "unsupported" });
});
