import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { eventually } from "@rae/kit/testing";
import { expect, onTestFinished, test } from "vitest";
import { UdpLink } from "../../src/links/udp-link.ts";

const soon = () => AbortSignal.timeout(5_000);

async function bind(host: string, port = 0): Promise<Socket> {
  const socket = createSocket(host === "::1" ? "udp6" : "udp4");
  socket.bind(port, host);
  await once(socket, "listening");
  onTestFinished(() => void socket.close());
  return socket;
}

function linkTo(host: string, port: number) {
  const link = new UdpLink({ kind: "udp", host, port });
  const heard: string[] = [];
  link.onDatagram((bytes) => heard.push(Buffer.from(bytes).toString()));
  onTestFinished(() => link.close());
  return { link, heard };
}

test.each(["127.0.0.1", "::1", "[::1]"])(
  "datagrams go to %s and come back, each whole",
  async (host) => {
    const device = await bind(host.replace(/[[\]]/g, ""));
    device.on("message", (bytes, { port, address }) => device.send(`got ${bytes}`, port, address));
    const { link, heard } = linkTo(host, device.address().port);
    await link.send(Buffer.from("a"), soon());
    await link.send(Buffer.from("b"), soon());
    await eventually(() => expect(heard).toEqual(["got a", "got b"]));
  },
);

test("datagrams of another address are not the device's", async () => {
  const device = await bind("127.0.0.1");
  const stranger = await bind("127.0.0.1");
  const { link, heard } = linkTo("127.0.0.1", device.address().port);
  const asked = once(device, "message");
  await link.send(Buffer.from("hello"), soon());
  const [, { port }] = await asked;
  await new Promise((resolve) => stranger.send("stranger", port, "127.0.0.1", resolve));
  device.send("device", port, "127.0.0.1");
  await eventually(() => expect(heard).toEqual(["device"]));
});

test("a device that comes back after nobody was there is reached again", async () => {
  const before = createSocket("udp4");
  before.bind(0, "127.0.0.1");
  await once(before, "listening");
  const { port } = before.address();
  const { link, heard } = linkTo("127.0.0.1", port);
  before.close();
  // Refused by ICMP, some time after it was sent.
  await link.send(Buffer.from("lost"), soon()).catch(() => {});
  const after = createSocket("udp4");
  onTestFinished(() => void after.close());
  after.bind(port, "127.0.0.1");
  await once(after, "listening");
  after.on("message", (bytes, from) => after.send(`got ${bytes}`, from.port, from.address));
  await eventually(async () => {
    await link.send(Buffer.from("again"), soon());
    expect(heard).toContain("got again");
  });
});

test("nothing is sent with an aborted signal, after close, or when it is too large", async () => {
  const device = await bind("127.0.0.1");
  const { link } = linkTo("127.0.0.1", device.address().port);
  const stop = new Error("stop");
  await expect(link.send(Buffer.from("a"), AbortSignal.abort(stop))).rejects.toBe(stop);
  await expect(link.send(new Uint8Array(70_000), soon())).rejects.toThrow(TypeError);
  await link.close();
  await link.close();
  await expect(link.send(Buffer.from("a"), soon())).rejects.toMatchObject({
    code: "link-unavailable",
  });
});

test("a name that nobody knows cannot be sent to", async () => {
  const { link } = linkTo("no-such-host.invalid", 9);
  await expect(link.send(Buffer.from("a"), soon())).rejects.toMatchObject({
    code: "link-unavailable",
  });
});
