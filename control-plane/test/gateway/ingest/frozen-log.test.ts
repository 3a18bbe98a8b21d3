import { setInterval } from "node:timers/promises";
import { eventually } from "@rae/kit/testing";
import { defaults, logTopics, parseBoxEvent } from "@rae/protocol";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  connect,
  connectWithWill,
  pingreq,
  pingresp,
  puback,
  publish,
  subscribe,
} from "../mqtt/packets.ts";
import type { RawClient } from "../mqtt/raw-client.ts";
import { deviceEvent, lostEvent, TestGateway } from "../test-gateway.ts";

const windowSize = 64;
const keepAliveS = 1;
const boxes = ["box-1", "box-2", "box-3"];
const closedBy = "rae_gateway_closed_connections_total";

let lab: TestGateway;
beforeEach(async () => {
  lab = await TestGateway.open();
});
afterEach(() => lab.close());

function connectBox(boxId: string): Promise<RawClient> {
  const will = { topic: `rae/v1/${boxId}/presence`, payload: lostEvent(boxId) };
  return lab.client(boxId, connectWithWill(boxId, will, { keepAliveS }));
}

/** Pings as a client does, at half the keep-alive, until the time is over; returns the answers. */
async function pingFor(client: RawClient, seconds: number): Promise<(Buffer | undefined)[]> {
  const answers: (Buffer | undefined)[] = [];
  for await (const _ of setInterval(500)) {
    client.send(pingreq);
    answers.push(await client.next());
    if (answers.length >= seconds * 2) break;
  }
  return answers;
}

test("a log that is away for five keep-alives with full windows costs nobody the connection, then everything arrives in order", async () => {
  const clients = await Promise.all(boxes.map(connectBox));
  const sequences = Array.from({ length: windowSize }, (_, index) => index + 1);
  lab.log.freeze();
  for (const [index, client] of clients.entries()) {
    const boxId = boxes[index] ?? "";
    for (const sequence of sequences) {
      const event = deviceEvent(boxId, sequence);
      client.send(publish(`rae/v1/${boxId}/events`, event, { packetId: sequence }));
    }
  }

  const answers = await Promise.all(clients.map((client) => pingFor(client, 5 * keepAliveS)));
  expect(answers.flat()).toEqual(Array(3 * 10).fill(pingresp));
  expect(lab.gateway.connections()).toBe(3);
  expect(await lab.metric("rae_gateway_in_flight_bytes")).toBeLessThan(3 * windowSize * 1024);

  lab.log.thaw();
  const acknowledged = await Promise.all(clients.map((client) => client.take(windowSize)));
  expect(acknowledged).toEqual(boxes.map(() => sequences.map(puback)));
  const appended = lab.log.records(logTopics.events).map(({ value }) => parseBoxEvent(value));
  const orders = boxes.map((boxId) =>
    appended.filter((event) => event.boxId === boxId).map(({ sequence }) => sequence),
  );
  expect(orders).toEqual(boxes.map(() => sequences));
  expect(appended.filter(({ kind }) => kind === "Lost")).toEqual([]);
  expect(await lab.metric("rae_gateway_in_flight_bytes")).toBe(0);
});

test("while the log is away a client still subscribes and pings", async () => {
  const client = await connectBox("box-1");
  lab.log.freeze();
  client.send(publish("rae/v1/box-1/events", deviceEvent("box-1", 1)));
  client.send(subscribe([["rae/v1/box-1/commands", 1]], { packetId: 2 }), pingreq);

  expect(await client.take(2)).toEqual([Buffer.from([0x90, 3, 0, 2, 1]), pingresp]);
});

test("an append that fails is done again, and nobody notices but the metrics", async () => {
  const client = await connectBox("box-1");
  lab.log.failAppends(1);
  client.send(publish("rae/v1/box-1/events", deviceEvent("box-1", 1)));

  expect(await client.next()).toEqual(puback(1));
  expect(await lab.metric("rae_log_append_retries_total", "events")).toBe(1);
});

test("a log that does not answer makes the gateway unready until it does", async () => {
  await lab.close();
  lab = await TestGateway.open({ limits: { stalledLogMs: 50 } });
  const client = await connectBox("box-1");
  expect(lab.gateway.unreadyReason()).toBeUndefined();
  lab.log.freeze();
  client.send(publish("rae/v1/box-1/events", deviceEvent("box-1", 1)));

  await eventually(() => expect(lab.gateway.unreadyReason()).toBe("log-unavailable"));
  lab.log.thaw();
  expect(await client.next()).toEqual(puback(1));
  expect(lab.gateway.unreadyReason()).toBeUndefined();
});

test("a client over its window is closed, and what it had sent before is appended all the same", async () => {
  const client = await connectBox("box-1");
  const other = await connectBox("box-2");
  lab.log.freeze();
  const sequences = Array.from({ length: 129 }, (_, index) => index + 1);
  for (const sequence of sequences) {
    const event = deviceEvent("box-1", sequence);
    client.send(publish("rae/v1/box-1/events", event, { packetId: sequence }));
  }

  expect(await client.untilClosed()).toEqual([]);
  expect(await lab.metric(closedBy, "window-exceeded")).toBe(1);
  other.send(pingreq);
  expect(await other.next()).toEqual(pingresp);
  lab.log.thaw();
  const appended = (await lab.records(logTopics.events, 129)).map(({ value }) =>
    parseBoxEvent(value),
  );
  expect(appended.slice(0, 128).map(({ sequence }) => sequence)).toEqual(sequences.slice(0, 128));
  expect(appended[128]?.kind).toBe("Lost");
});

test("full windows of any number of boxes cost none of them its connection, though together they are over the gateway's bound", async () => {
  await lab.close();
  lab = await TestGateway.open({ limits: { gatewayBytes: 1024 } });
  const clients = await Promise.all(boxes.map(connectBox));
  lab.log.freeze();
  const payload = "x".repeat(defaults.outboxWindowBytes / windowSize - 256);
  for (const [index, client] of clients.entries()) {
    const boxId = boxes[index] ?? "";
    for (let sequence = 1; sequence <= windowSize; sequence += 1) {
      const event = deviceEvent(boxId, sequence, payload);
      client.send(publish(`rae/v1/${boxId}/events`, event, { packetId: sequence }));
    }
    client.send(pingreq);
  }

  expect(await Promise.all(clients.map((client) => client.next()))).toEqual(
    boxes.map(() => pingresp),
  );
  expect(await lab.metric("rae_gateway_in_flight_bytes")).toBeGreaterThan(3 * 80 * 1024);
  lab.log.thaw();
  const acknowledged = await Promise.all(clients.map((client) => client.take(windowSize)));
  expect(acknowledged.flat()).toHaveLength(3 * windowSize);
  expect(await lab.metric(closedBy, "overloaded")).toBe(0);
});

test("while the log is away clients that come and go cannot fill the memory: one is refused, and no will is lost", async () => {
  await lab.close();
  lab = await TestGateway.open({ limits: { gatewayBytes: 8 * 1024 } });
  const first = await connectBox("box-1");
  lab.log.freeze();
  first.send(publish("rae/v1/box-1/events", deviceEvent("box-1", 1, "x".repeat(9 * 1024))));
  first.send(pingreq);
  await first.next();
  first.cut();
  await lab.counted(closedBy, "connection-lost");

  const second = await lab.dial("box-2");
  second.send(connect({ clientId: "box-2" }));
  expect(await second.untilClosed()).toEqual([Buffer.from([0x20, 2, 0, 3])]);
  expect(await lab.metric(closedBy, "overloaded")).toBe(1);
  lab.log.thaw();
  const kinds = (await lab.records(logTopics.events, 2)).map(
    ({ value }) => parseBoxEvent(value).kind,
  );
  expect(kinds).toEqual(["AttributesChanged", "Lost"]);
  await connectBox("box-2");
});

test("what a box sends over many connections while the log is away is bounded as one box's", async () => {
  await lab.close();
  lab = await TestGateway.open({ limits: { clientBytes: 350_000 } });
  const event = deviceEvent("box-1", 1, "x".repeat(60_000));
  const send = (client: RawClient | undefined, count: number) => {
    for (let packetId = 1; packetId <= count; packetId += 1) {
      client?.send(publish("rae/v1/box-1/events", event, { packetId }));
    }
  };
  const clients = await Promise.all(
    ["a", "b", "c", "d"].map((name) => lab.client("box-1", connect({ clientId: `box-1.${name}` }))),
  );
  lab.log.freeze();
  const [first, second, third, fourth] = clients;
  for (const client of [first, second, third]) send(client, 1);
  await lab.counted("rae_gateway_publishes_total", "events", 3);
  send(fourth, 3);

  expect(await fourth?.untilClosed()).toEqual([]);
  expect(await lab.metric(closedBy, "window-exceeded")).toBe(1);
  const more = await lab.dial("box-1");
  more.send(connect({ clientId: "box-1.e" }));
  expect(await more.untilClosed()).toEqual([Buffer.from([0x20, 2, 0, 3])]);
});
