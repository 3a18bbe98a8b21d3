import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { silentLogger, systemClock, withDeadline } from "@rae/kit";
import { MemoryRecordLog } from "@rae/stream/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openGateway } from "../../../src/gateway/gateway.ts";
import { TestGateway } from "../test-gateway.ts";
import { connect, packet, pingreq, pingresp } from "./packets.ts";
import { RawClient } from "./raw-client.ts";

const closedBy = "rae_gateway_closed_connections_total";

let lab: TestGateway;
beforeEach(async () => {
  lab = await TestGateway.open({ limits: { connectMs: 400 } });
});
afterEach(() => lab.close());

/** Resolves when the peer has closed. */
async function closedByPeer(socket: Socket): Promise<void> {
  socket.on("error", () => {});
  socket.resume();
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  await withDeadline(systemClock, 5_000, "the end of the connection", () => closed);
}

test("a client without a certificate is refused by TLS", async () => {
  const socket = connectTls({ port: lab.gateway.port, host: "127.0.0.1", ca: lab.pki.server.ca });
  await closedByPeer(socket);

  expect(await lab.counted(closedBy, "certificate-invalid")).toBe(1);
});

test("a certificate of another authority is refused by TLS", async () => {
  const other = await TestGateway.open();
  const { cert, key } = await other.certificate("box-1");
  await other.close();
  const { ca } = lab.pki.server;
  await closedByPeer(connectTls({ port: lab.gateway.port, host: "127.0.0.1", ca, cert, key }));

  expect(await lab.counted(closedBy, "certificate-invalid")).toBe(1);
});

test("the gateway's own certificate is not good as a client's", async () => {
  const { ca, cert, key } = lab.pki.server;
  await closedByPeer(connectTls({ port: lab.gateway.port, host: "127.0.0.1", ca, cert, key }));

  expect(await lab.counted(closedBy, "certificate-invalid")).toBe(1);
});

test("bytes that are not TLS end the connection", async () => {
  const socket = connectTcp(lab.gateway.port, "127.0.0.1");
  socket.write(connect());
  await closedByPeer(socket);

  expect(await lab.counted(closedBy, "certificate-invalid")).toBe(1);
});

test("a connection that never begins its handshake is cut in time", async () => {
  await closedByPeer(connectTcp(lab.gateway.port, "127.0.0.1"));

  expect(await lab.counted(closedBy, "handshake-timeout")).toBe(1);
});

test("a client that never sends CONNECT is cut in time", async () => {
  const client = await lab.dial();

  expect(await client.untilClosed()).toEqual([]);
  expect(await lab.counted(closedBy, "handshake-timeout")).toBe(1);
});

test("a client that sends its CONNECT byte by byte has the same time for all of it", async () => {
  const client = await lab.dial();
  const drip = setInterval(() => client.send(Buffer.from([0x10])), 50);
  client.socket.once("close", () => clearInterval(drip));

  expect(await client.untilClosed()).toEqual([]);
});

test("a CONNECT in pieces is accepted, and so is what comes in pieces before CONNACK", async () => {
  const client = await lab.dial();
  for (const byte of Buffer.concat([connect(), pingreq])) client.send(Buffer.from([byte]));

  expect(await client.take(2)).toEqual([Buffer.from([0x20, 2, 0, 0]), pingresp]);
});

test("the time to connect does not end a connection that has connected", async () => {
  const client = await lab.client("box-1", connect({ keepAliveS: 1 }));

  expect(await client.untilClosed()).toEqual([]);
  expect(await lab.metric(closedBy, "handshake-timeout")).toBe(0);
  expect(await lab.metric(closedBy, "keep-alive")).toBe(1);
});

test("one connection more than there may be is dropped, and a free place is given again", async () => {
  await lab.close();
  lab = await TestGateway.open({ limits: { connections: 1 } });
  const first = await lab.client();
  await expect(lab.dial("box-2")).rejects.toThrow();
  first.cut();
  await lab.counted(closedBy, "connection-lost");

  const second = await lab.client("box-2");
  second.send(packet(0xc0));
  expect(await second.next()).toEqual(pingresp);
});

test("a port that is taken is an error that names it", async () => {
  const { port } = lab.gateway;
  const log = new MemoryRecordLog();
  const options = { log, host: "127.0.0.1", tls: lab.pki.server, logger: silentLogger };

  await expect(openGateway({ ...options, port })).rejects.toMatchObject({
    code: "port-in-use",
    details: { host: "127.0.0.1", port },
  });
  await log.close();
});

test("a key that is not one is an error before anything listens", async () => {
  const log = new MemoryRecordLog();
  const tls = { ...lab.pki.server, key: "no key" };
  const options = { log, host: "127.0.0.1", port: 0, logger: silentLogger };

  await expect(openGateway({ ...options, tls })).rejects.toMatchObject({
    code: "certificate-invalid",
  });
  await log.close();
});

test("a renewed certificate serves the connections from then on", async () => {
  const other = await TestGateway.open();
  const renewed = await other.certificate("box-1");
  lab.gateway.renewTls(other.pki.server);

  const client = await RawClient.open(lab.gateway.port, renewed);
  await client.connect(connect());
  client.cut();
  await other.close();
});

test("clients that come all at once are all let in, and one that is connected is served meanwhile", async () => {
  await lab.close();
  lab = await TestGateway.open();
  const boxIds = Array.from({ length: 10 }, (_, index) => `box-${index + 1}`);
  const connected = await lab.client("box-0");
  const flash: Promise<RawClient>[] = [];
  for (const boxId of boxIds) {
    const certificate = await lab.certificate(boxId);
    const dialled = Array.from({ length: 15 }, async (_, index) => {
      const client = await RawClient.open(lab.gateway.port, certificate);
      return client.connect(connect({ clientId: `${boxId}.flash-${index}` }));
    });
    flash.push(...dialled);
  }
  connected.send(pingreq);
  expect(await connected.next()).toEqual(pingresp);
  const clients = await Promise.all(flash);
  expect(lab.gateway.connections()).toBe(clients.length + 1);
  for (const client of clients) client.cut();
});
