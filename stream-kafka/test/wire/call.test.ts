import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { CloseStack } from "@rae/kit";
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
  return { ...broker, connectionPool: { pool: sockets.map((socket) => ({ socket })), send } };
}

const callOf = (apiKey: number) => ({
  apiKey,
  apiVersion: 7,
  apiName: "Test",
  body: Buffer.alloc(0),
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
