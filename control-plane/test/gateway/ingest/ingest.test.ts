import { logHeaders, logTopics, parseBoxEvent, parseOutcome } from "@rae/protocol";
import { afterEach, beforeEach, expect, test } from "vitest";
import { disconnect, puback, publish } from "../mqtt/packets.ts";
import { deviceEvent, succeeded, TestGateway } from "../test-gateway.ts";

const closedBy = "rae_gateway_closed_connections_total";

let lab: TestGateway;
beforeEach(async () => {
  lab = await TestGateway.open();
});
afterEach(() => lab.close());

test("an event is acknowledged when it is durable, with who sent it and through which gateway", async () => {
  const client = await lab.client();
  const payload = deviceEvent("box-1", 1);
  client.send(publish("rae/v1/box-1/events", payload, { packetId: 77 }));

  expect(await client.next()).toEqual(puback(77));
  const [record] = lab.log.records(logTopics.events);
  expect(record?.key).toBe("box-1");
  expect(Buffer.from(record?.value ?? [])).toEqual(Buffer.from(payload));
  expect(record?.headers).toMatchObject({
    [logHeaders.boxId]: "box-1",
    [logHeaders.gatewayId]: lab.gateway.gatewayId,
    [logHeaders.schemaVersion]: "1",
  });
  expect(Number(record?.headers[logHeaders.receivedAtMs])).toBeGreaterThan(1_700_000_000_000);
});

test("outcomes go to their own topic", async () => {
  const client = await lab.client();
  client.send(publish("rae/v1/box-1/outcomes", succeeded("box-1", "command-1")));

  expect(await client.next()).toEqual(puback(1));
  const [record] = lab.log.records(logTopics.outcomes);
  expect(parseOutcome(record?.value ?? Buffer.alloc(0)).commandId).toBe("command-1");
});

test("what comes in one read is appended in its order and acknowledged in full", async () => {
  const client = await lab.client();
  const sequences = Array.from({ length: 100 }, (_, index) => index + 1);
  client.send(
    ...sequences.map((sequence) =>
      publish("rae/v1/box-1/events", deviceEvent("box-1", sequence), { packetId: sequence }),
    ),
  );

  expect(await client.take(100)).toEqual(sequences.map(puback));
  const appended = lab.log.records(logTopics.events).map(({ value }) => parseBoxEvent(value));
  expect(appended.map(({ sequence }) => sequence)).toEqual(sequences);
});

test("a message at quality of service 0 before DISCONNECT is appended", async () => {
  const client = await lab.client();
  const message = publish("rae/v1/box-1/events", deviceEvent("box-1", 1), { firstByte: 0x30 });
  client.send(message, disconnect);

  expect(await client.untilClosed()).toEqual([]);
  expect(await lab.records(logTopics.events, 1)).toHaveLength(1);
  expect(await lab.counted("rae_gateway_closed_connections_total", "disconnect")).toBe(1);
});

test("console bytes go to the console topic as they are", async () => {
  const client = await lab.client();
  client.send(publish("rae/v1/box-1/console", Buffer.from([0, 0xff, 0x1b])));

  expect(await client.next()).toEqual(puback(1));
  const [record] = lab.log.records(logTopics.console);
  expect(record).toMatchObject({ key: "box-1", value: new Uint8Array([0, 0xff, 0x1b]) });
});

test("more console bytes than a box may send are kept as dead letters, cut at a limit", async () => {
  await lab.close();
  lab = await TestGateway.open({ limits: { consoleBytesPerSecond: 100, deadLetterBytes: 10 } });
  const client = await lab.client();
  client.send(publish("rae/v1/box-1/console", Buffer.alloc(90, "a")));
  client.send(publish("rae/v1/box-1/console", Buffer.alloc(90, "b"), { packetId: 2 }));

  expect(await client.take(2)).toEqual(expect.arrayContaining([puback(1), puback(2)]));
  expect(lab.log.records(logTopics.console)).toHaveLength(1);
  const [letter] = lab.log.records(logTopics.deadLetters);
  expect(letter?.value).toEqual(new Uint8Array(10).fill(0x62));
  expect(letter?.headers).toMatchObject({
    "dead-letter-code": "too-many-requests",
    "mqtt-topic": "rae/v1/box-1/console",
    "mqtt-client-id": "box-1",
    "payload-bytes": "90",
    "box-id": "box-1",
  });
});

test("a client that has more bytes on their way than it may is closed, others are not", async () => {
  await lab.close();
  lab = await TestGateway.open({ limits: { clientBytes: 20_000, clientShareBytes: 0 } });
  const [client, other] = [await lab.client("box-1"), await lab.client("box-2")];
  lab.log.freeze();
  const event = deviceEvent("box-1", 1, "x".repeat(9_000));
  for (const packetId of [1, 2, 3]) {
    client.send(publish("rae/v1/box-1/events", event, { packetId }));
  }

  expect(await client.untilClosed()).toEqual([]);
  expect(await lab.metric(closedBy, "window-exceeded")).toBe(1);
  other.send(publish("rae/v1/box-2/events", deviceEvent("box-2", 1)));
  lab.log.thaw();
  expect(await other.next()).toEqual(puback(1));
});

test("when the gateway holds as much as it may, who brings more is closed, and it takes more later", async () => {
  await lab.close();
  lab = await TestGateway.open({ limits: { clientShareBytes: 0, gatewayBytes: 15_000 } });
  const [first, second] = [await lab.client("box-1"), await lab.client("box-2")];
  lab.log.freeze();
  const filler = "x".repeat(9_000);
  first.send(publish("rae/v1/box-1/events", deviceEvent("box-1", 1, filler)));
  await lab.counted("rae_gateway_publishes_total", "events");
  second.send(publish("rae/v1/box-2/events", deviceEvent("box-2", 1, filler)));

  expect(await second.untilClosed()).toEqual([]);
  expect(await lab.metric(closedBy, "overloaded")).toBe(1);
  lab.log.thaw();
  expect(await first.next()).toEqual(puback(1));
  const again = await lab.client("box-2");
  again.send(publish("rae/v1/box-2/events", deviceEvent("box-2", 1, filler)));
  expect(await again.next()).toEqual(puback(1));
});

test("a message as large as a packet may be passes on every channel, one byte more ends the connection", async () => {
  const client = await lab.client();
  const fill = (topic: string, payload: (bytes: number) => Uint8Array) => {
    const overhead = publish(topic, payload(100_000)).length - 100_000;
    return publish(topic, payload(256 * 1024 - overhead));
  };
  const event = (bytes: number) => deviceEvent("box-1", 1, "x".repeat(bytes));
  for (const packet of [
    fill("rae/v1/box-1/console", (bytes) => Buffer.alloc(bytes)),
    fill("rae/v1/box-1/events", event),
  ]) {
    client.send(packet);
    expect(await client.next()).toEqual(puback(1));
  }
  expect(lab.log.records(logTopics.console)).toHaveLength(1);
  expect(lab.log.records(logTopics.events)).toHaveLength(1);

  client.send(publish("rae/v1/box-1/console", Buffer.alloc(256 * 1024)));
  expect(await client.untilClosed()).toEqual([]);
  expect(await lab.metric(closedBy, "packet-too-large")).toBe(1);
});

test("a box that has spent its dead letters is closed when those that it had are acknowledged", async () => {
  await lab.close();
  lab = await TestGateway.open({ limits: { deadLetterBurst: 2, deadLettersPerSecond: 0 } });
  const client = await lab.client();
  lab.log.freeze();
  const packetIds = [1, 2, 3, 4, 5];
  const garbage = Buffer.from("garbage");
  client.send(
    ...packetIds.map((packetId) => publish("rae/v1/box-1/events", garbage, { packetId })),
    publish("rae/v1/box-1/events", deviceEvent("box-1", 1), { packetId: 6 }),
  );
  await lab.counted("rae_gateway_dead_letters_over_budget_total", "undecodable");
  lab.log.thaw();

  expect(await client.untilClosed()).toEqual([puback(1), puback(2)]);
  expect(await lab.metric(closedBy, "undecodable")).toBe(1);
  await lab.fence();
  expect(lab.keys(logTopics.events)).toEqual([]);
});
