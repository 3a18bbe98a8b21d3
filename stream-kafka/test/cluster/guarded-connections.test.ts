import { once } from "node:events";
import { createRequire } from "node:module";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { eventually, ManualClock } from "@rae/kit/testing";
import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { type ConnectionBuilder, guardConnections } from "../../src/cluster/guarded-connections.ts";
import { quietIdleTimers } from "../../src/cluster/quiet-timers.ts";
import type { WireBroker } from "../../src/wire/broker.ts";

type Pool = WireBroker["connectionPool"] & {
  getConnection(index: number): Promise<unknown>;
  isConnected(): boolean;
  destroy(): Promise<void>;
};

const require = createRequire(import.meta.url);
const makeBuilder: (options: object) => ConnectionBuilder =
  require("kafkajs/src/cluster/connectionPoolBuilder.js");
const makeSocketFactory: () => unknown = require("kafkajs/src/network/socketFactory.js");
const quiet = { error() {}, warn() {}, info() {}, debug() {} };
const logger = { ...quiet, namespace: () => quiet };
const requestTimeout = 10_000;

let server: Server;
let accepted: Socket[];
/** What the server does with a request that came over a socket. */
let respond: (socket: Socket, correlationId: number) => void;
let clock: ManualClock;
let pool: Pool;
beforeAll(quietIdleTimers);
beforeEach(async () => {
  accepted = [];
  respond = (socket, correlationId) => socket.write(answerOf(correlationId, "yes"));
  server = createServer({ allowHalfOpen: true }, (socket) => {
    accepted.push(socket);
    socket.on("error", () => {});
    // One request at a time, each in one piece: that is all that is sent here.
    socket.on("data", (bytes) => respond(socket, bytes.readInt32BE(8)));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  clock = new ManualClock();
  pool = await openPool((server.address() as AddressInfo).port);
});
afterEach(async () => {
  for (const socket of accepted) socket.destroy();
  await pool.destroy();
  server.close();
});

async function openPool(port: number): Promise<Pool> {
  const builder = makeBuilder({
    brokers: ["unused:1"],
    clientId: "test",
    logger,
    socketFactory: makeSocketFactory(),
    requestTimeout,
    enforceRequestTimeout: false,
    connectionTimeout: 3_000,
  });
  guardConnections(builder, [{ host: "127.0.0.1", port }], clock);
  return (await builder.build()) as unknown as Pool;
}

/** size 4 | correlation id 4 | text */
function answerOf(correlationId: number, text: string): Buffer {
  const answer = Buffer.from(`........${text}`);
  answer.writeInt32BE(answer.length - 4, 0);
  answer.writeInt32BE(correlationId, 4);
  return answer;
}

/** Resolves with the text of the answer. */
function ask(timeoutMs = {}): Promise<string> {
  const nothing = Buffer.alloc(0);
  return pool.send({
    ...timeoutMs,
    request: {
      apiKey: 3,
      apiVersion: 0,
      apiName: "Metadata",
      expectResponse: () => true,
      encode: async () => ({ buf: nothing, buffer: nothing }),
    },
    response: { decode: async (bytes) => ({ text: `${bytes}` }), parse: async ({ text }) => text },
  });
}

/** A request that the server has got, and which it does not answer by itself. */
async function askUnanswered(timeoutMs = {}) {
  const { promise: came, resolve } = Promise.withResolvers<() => void>();
  respond = (socket, correlationId) => resolve(() => socket.write(answerOf(correlationId, "late")));
  const asked = ask(timeoutMs);
  asked.catch(() => {});
  return { asked, answer: await came };
}

it("connects once for all calls that come meanwhile", async () => {
  await Promise.all([pool.getConnection(0), pool.getConnection(0), pool.getConnection(0)]);
  await expect(ask()).resolves.toBe("yes");
  expect(accepted).toHaveLength(1);
});

it("reads a new connection from its first byte when the one before ended in the middle of an answer", async () => {
  respond = (socket, correlationId) => {
    const answer = answerOf(correlationId, "the records that a broker was sending when it froze");
    socket.end(answer.subarray(0, 20));
  };
  await expect(ask()).rejects.toThrow(/closed/i);
  respond = (socket, correlationId) => socket.write(answerOf(correlationId, "yes"));
  for (let times = 0; times < 3; times += 1) await expect(ask()).resolves.toBe("yes");
});

it("is ended when an answer does not come in time, and what comes next goes over a new one", async () => {
  const { asked } = await askUnanswered();
  await clock.advance(requestTimeout - 1);
  expect(pool.isConnected()).toBe(true);
  await clock.advance(1);
  await expect(asked).rejects.toThrow("an answer of Kafka took longer");
  // So that kafkajs looks for another broker.
  await expect(asked).rejects.toMatchObject({ name: "KafkaJSConnectionError" });
  expect(pool.isConnected()).toBe(false);
  respond = (socket, correlationId) => socket.write(answerOf(correlationId, "yes"));
  await expect(ask()).resolves.toBe("yes");
  expect(accepted).toHaveLength(2);
});

it("gives a request that has a time of its own that time", async () => {
  const { asked, answer } = await askUnanswered({ requestTimeout: 30_000 });
  await clock.advance(29_000);
  answer();
  await expect(asked).resolves.toBe("late");
});

it("does not wait for answers when it is closed, and is open again afterwards", async () => {
  const { asked } = await askUnanswered();
  await pool.destroy();
  await expect(asked).rejects.toThrow("closed");
  expect(pool.isConnected()).toBe(false);
  respond = (socket, correlationId) => socket.write(answerOf(correlationId, "yes"));
  await expect(ask()).resolves.toBe("yes");
});

it("has nothing to do with the end of a socket before", async () => {
  await ask();
  await pool.destroy();
  const { asked, answer } = await askUnanswered();
  const [before] = accepted;
  before?.end(Buffer.from("rest of an answer"));
  await eventually(() => expect(before?.closed).toBe(true));
  answer();
  await expect(asked).resolves.toBe("late");
});

it("is ended by an answer that cannot be read, and the process is not", async () => {
  respond = (socket) => socket.write(Buffer.alloc(4));
  await expect(ask()).rejects.toThrow("the broker's answer cannot be read");
  expect(pool.isConnected()).toBe(false);
});

it("leaves nothing open that was closed while it was being opened", async () => {
  const connecting = pool.getConnection(0);
  connecting.catch(() => {});
  await pool.destroy();
  await expect(connecting).rejects.toThrow("closed");
  await expect(ask()).resolves.toBe("yes");
  await eventually(() =>
    expect(accepted.filter(({ readyState }) => readyState === "open")).toHaveLength(1),
  );
});

it("says why a connection cannot be made", async () => {
  server.close();
  await expect(ask()).rejects.toMatchObject({ code: "ECONNREFUSED" });
});
