import { logTopics, parseBoxEvent, parseControl } from "@rae/protocol";
import { afterEach, beforeEach, expect, test } from "vitest";
import { connect, connectWithWill, disconnect, packet, publish, text } from "./mqtt/packets.ts";
import { deviceEvent, lostEvent, TestGateway } from "./test-gateway.ts";

const closedBy = "rae_gateway_closed_connections_total";
const presence = "rae/v1/box-1/presence";

let lab: TestGateway;
beforeEach(async () => {
  lab = await TestGateway.open();
});
afterEach(() => lab.close());

const withWill = (connection: number, boxId = "box-1") =>
  connectWithWill(boxId, {
    topic: `rae/v1/${boxId}/presence`,
    payload: lostEvent(boxId, connection),
  });

test("the will of a connection that a newer one replaces is dropped", async () => {
  const first = await lab.client("box-1", withWill(1));
  const second = await lab.client("box-1", withWill(2));
  expect(await first.untilClosed()).toEqual([]);
  await lab.fence();
  expect(lab.keys(logTopics.events)).toEqual([]);

  second.cut();
  const [record] = (await lab.records(logTopics.events, 2)).filter(({ key }) => key === "box-1");
  expect(parseBoxEvent(record?.value ?? Buffer.alloc(0))).toMatchObject({
    ...{ kind: "Lost", connection: 2 },
  });
});

test("a will comes behind everything that its connection had published", async () => {
  const client = await lab.client("box-1", withWill(1));
  lab.log.freeze();
  client.send(publish("rae/v1/box-1/events", deviceEvent("box-1", 1)));
  client.send(publish("rae/v1/box-1/events", deviceEvent("box-1", 2), { packetId: 2 }));
  await lab.counted("rae_gateway_publishes_total", "events", 2);
  client.cut();
  await lab.counted(closedBy, "connection-lost");
  lab.log.thaw();

  const kinds = (await lab.records(logTopics.events, 3)).map(
    ({ value }) => parseBoxEvent(value).kind,
  );
  expect(kinds).toEqual(["AttributesChanged", "AttributesChanged", "Lost"]);
});

test.each([
  ["another box's presence", "rae/v1/box-2/presence", 0x0e],
  ["the events topic", "rae/v1/box-1/events", 0x0e],
  ["a topic that is nobody's", "weather", 0x0e],
  ["the own presence, retained", presence, 0x2e],
  ["the own presence, at quality of service 2", presence, 0x16],
])("a will for %s is refused with CONNACK 5 and a dead letter", async (_, topic, flags) => {
  const client = await lab.dial();
  client.send(connectWithWill("box-1", { topic, payload: lostEvent("box-1") }, { flags }));

  expect(await client.untilClosed()).toEqual([Buffer.from([0x20, 2, 0, 5])]);
  const [letter] = await lab.records(logTopics.deadLetters, 1);
  expect(letter?.headers["mqtt-topic"]).toBe(topic);
  await lab.fence();
  expect(lab.keys(logTopics.events)).toEqual([]);
});

test("a will that speaks for another box, or is no presence event, becomes a dead letter", async () => {
  const payloads = [lostEvent("box-2"), deviceEvent("box-1", 1), Buffer.from("garbage")];
  for (const payload of payloads) {
    const client = await lab.client(
      "box-1",
      connectWithWill("box-1", { topic: presence, payload }),
    );
    client.cut();
  }

  const letters = await lab.records(logTopics.deadLetters, 3);
  const codes = letters.map(({ headers }) => headers["dead-letter-code"]);
  expect(codes.sort()).toEqual(["box-id-mismatch", "topic-forbidden", "undecodable"]);
  expect(lab.keys(logTopics.events)).toEqual([]);
});

test("a client beside the box has no presence: neither a will nor the topic", async () => {
  const refused = await lab.dial();
  refused.send(
    connect({
      ...{ clientId: "box-1.debug", flags: 0x0e },
      rest: [text(presence), text(Buffer.from(lostEvent("box-1")))],
    }),
  );
  expect(await refused.untilClosed()).toEqual([Buffer.from([0x20, 2, 0, 5])]);

  const client = await lab.client("box-1", connect({ clientId: "box-1.debug" }));
  client.send(publish(presence, lostEvent("box-1")));
  expect(await client.untilClosed()).toEqual([]);
  expect(await lab.metric(closedBy, "topic-forbidden")).toBe(2);
});

test("a client beside the box does not replace it", async () => {
  const box = await lab.client();
  const beside = await lab.client("box-1", connect({ clientId: "box-1.debug" }));
  beside.send(disconnect);
  await beside.untilClosed();

  box.send(packet(0xc0));
  expect(await box.next()).toEqual(packet(0xd0));
});

test("the gateway tells the log that it lives, at once and again, and at the end that it stopped", async () => {
  await lab.close();
  lab = await TestGateway.open({ aliveIntervalMs: 20 });
  const { gatewayId } = lab.gateway;
  const alive = (await lab.records(logTopics.control, 3)).map(({ value }) => parseControl(value));
  expect(alive.slice(0, 3)).toEqual(
    Array(3).fill({ gatewayId, kind: "gateway-alive", atMs: expect.any(Number) }),
  );

  await lab.gateway.close();
  const last = lab.log.records(logTopics.control).at(-1);
  expect(last?.key).toBe(gatewayId);
  expect(parseControl(last?.value ?? Buffer.alloc(0)).kind).toBe("gateway-stopped");
});

test("signs of life do not pile up while the log is away", async () => {
  await lab.close();
  lab = await TestGateway.open({ aliveIntervalMs: 5 });
  await lab.records(logTopics.control, 1);
  lab.log.freeze();
  const client = await lab.client("box-1", connect({ keepAliveS: 1 }));
  expect(await client.untilClosed()).toEqual([]);

  const before = lab.log.records(logTopics.control).length;
  lab.log.thaw();
  await lab.fence();
  expect(lab.log.records(logTopics.control).length - before).toBeLessThan(50);
});
