import { once } from "node:events";
import { createRequire } from "node:module";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { ManualClock } from "@rae/kit/testing";
import { KafkaJSRequestTimeoutError } from "kafkajs";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type GuardedConnection, guardConnections } from "../../src/cluster/guarded-connections.ts";

const require = createRequire(import.meta.url);
const Connection: new (options: object) => GuardedConnection =
  require("kafkajs/src/network/connection.js");
const socketFactory: () => unknown = require("kafkajs/src/network/socketFactory.js");
const quiet = { error() {}, warn() {}, info() {}, debug() {} };
const logger = { ...quiet, namespace: () => quiet };

let server: Server;
let accepted: Socket[];
let clock: ManualClock;
let connection: GuardedConnection;
let answer: () => Promise<unknown>;
beforeEach(async () => {
  accepted = [];
  server = createServer((socket) => {
    socket.on("error", () => {});
    accepted.push(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  connection = new Connection({
    ...{ host: "127.0.0.1", port, logger, socketFactory: socketFactory() },
    ...{ requestTimeout: 10_000, connectionTimeout: 3_000 },
  });
  connection.send = () => answer();
  const builder = { build: async () => ({ pool: [connection] }) };
  clock = new ManualClock();
  guardConnections(builder, [{ host: "127.0.0.1", port }], clock);
  await builder.build();
});
afterEach(async () => {
  await connection.disconnect();
  for (const socket of accepted) socket.destroy();
  server.close();
});

const socketOf = ({ socket }: GuardedConnection): Socket => {
  if (socket === undefined) throw new Error("there is no socket");
  return socket;
};

it("connects once for all calls that come meanwhile", async () => {
  await Promise.all([connection.connect(), connection.connect(), connection.connect()]);
  await connection.disconnect();
  expect(accepted).toHaveLength(1);
});

it("is ended when an answer does not come in time", async () => {
  await connection.connect();
  const socket = socketOf(connection);
  answer = async () => {
    throw new KafkaJSRequestTimeoutError("no answer");
  };
  await expect(connection.send({})).rejects.toThrow("no answer");
  expect(socket.destroyed).toBe(true);
});

it("is ended when kafkajs has lost the timer of a request that gets no answer", async () => {
  await connection.connect();
  const socket = socketOf(connection);
  answer = () => new Promise(() => {});
  const sent = connection.send({ requestTimeout: 30_000 });
  sent.catch(() => {});
  await clock.advance(31_000);
  expect(socket.destroyed).toBe(false);
  await clock.advance(2_000);
  await expect(sent).rejects.toThrow("an answer of Kafka took longer");
  expect(socket.destroyed).toBe(true);
});

it("is left alone after any other failure, and when it is another by then", async () => {
  await connection.connect();
  const silent = socketOf(connection);
  answer = async () => {
    throw new Error("not leader");
  };
  await expect(connection.send({})).rejects.toThrow("not leader");
  expect(silent.destroyed).toBe(false);
  answer = async () => {
    silent.destroy();
    await once(silent, "close");
    await connection.disconnect();
    await connection.connect();
    throw new KafkaJSRequestTimeoutError("no answer");
  };
  await expect(connection.send({})).rejects.toThrow("no answer");
  expect(socketOf(connection).destroyed).toBe(false);
});

it("keeps nothing for each time that it is ended after its socket was closed", async () => {
  await connection.connect();
  const socket = socketOf(connection);
  socket.destroy();
  await once(socket, "close");
  for (let times = 0; times < 20; times += 1) await connection.disconnect();
  expect(socket.listenerCount("connect")).toBeLessThan(2);
});
