import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { CloseStack } from "@rae/kit";
import { RecordLogUnavailable } from "@rae/stream";
import { KafkaJSRequestTimeoutError } from "kafkajs";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { WireBroker } from "../../src/wire/broker.ts";
import { callBroker } from "../../src/wire/call.ts";
import { FakeCluster } from "../fake-cluster.ts";

let opened: CloseStack;
let sockets: Socket[];
beforeEach(async () => {
  opened = new CloseStack();
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  opened.push("server", () => void server.close());
  const address = server.address();
  const port = typeof address === "object" ? (address?.port ?? 0) : 0;
  sockets = [connect(port, "127.0.0.1"), connect(port, "127.0.0.1")];
  for (const socket of sockets) {
    socket.on("error", () => {});
    await once(socket, "connect");
    opened.push("socket", () => void socket.destroy());
  }
});
afterEach(() => opened.close());

async function brokerThatFails(error: Error): Promise<WireBroker> {
  const broker = await new FakeCluster().asCluster().findBroker({ nodeId: "0" });
  const send = async () => {
    throw error;
  };
  const versions = { 0: { minVersion: 0, maxVersion: 7 }, 1: { minVersion: 0, maxVersion: 7 } };
  const connectionPool = { pool: sockets.map((socket) => ({ socket })), send };
  return { ...broker, versions, connectionPool };
}

const callOf = (apiKey: number) => ({
  apiKey,
  apiName: "Test",
  versions: { min: 4, max: 7 },
  encode: () => Buffer.alloc(0),
  decode: () => undefined,
});

it.each([
  ["produce", 0, [true, false]],
  ["fetch", 1, [false, true]],
])(
  "ends the connection on which the answer to a %s did not come, and only that",
  async (_, apiKey, ended) => {
    const broker = await brokerThatFails(new KafkaJSRequestTimeoutError("no answer"));
    await expect(callBroker(broker, callOf(apiKey))).rejects.toThrow("no answer");
    expect(sockets.map((socket) => socket.destroyed)).toEqual(ended);
  },
);

it("leaves connections alone after any other failure", async () => {
  const broker = await brokerThatFails(new Error("not leader"));
  await expect(callBroker(broker, callOf(0))).rejects.toThrow("not leader");
  expect(sockets.map((socket) => socket.destroyed)).toEqual([false, false]);
});

it.each([
  ["the broker's highest", { minVersion: 0, maxVersion: 5 }, 5],
  ["its own highest", { minVersion: 6, maxVersion: 12 }, 7],
])("uses %s version if both know it", async (_, spoken, expected) => {
  const used: number[] = [];
  const broker: WireBroker = {
    ...(await brokerThatFails(new Error("unused"))),
    versions: { 0: spoken },
    connectionPool: {
      pool: [],
      send: async ({ request, response }) => {
        used.push(request.apiVersion);
        return await response.parse(await response.decode(Buffer.alloc(0)));
      },
    },
  };
  const call = { ...callOf(0), decode: (_answer: Buffer, version: number) => version };
  await expect(callBroker(broker, call)).resolves.toBe(expected);
  expect(used).toEqual([expected]);
});

it.each([
  ["older than all it can", { 0: { minVersion: 0, maxVersion: 3 } }, "it speaks 0 to 3"],
  ["newer than all it can", { 0: { minVersion: 8, maxVersion: 9 } }, "it speaks 8 to 9"],
  ["silent about the request", {}, "it does not know that request"],
])("says which versions a broker lacks that is %s", async (_, versions, reason) => {
  const broker = { ...(await brokerThatFails(new Error("unused"))), versions };
  const called = callBroker(broker, callOf(0));
  await expect(called).rejects.toThrow(RecordLogUnavailable);
  await expect(called).rejects.toThrow(`no version of Test from 4 to 7: ${reason}`);
});
