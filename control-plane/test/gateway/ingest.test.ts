import { logHeaders, logTopics, parseBoxEvent, parseOutcome } from "@rae/protocol";
import { afterEach, beforeEach, expect, test } from "vitest";
import { disconnect, puback, publish } from "./packets.ts";
import { deviceEvent, succeeded, TestGateway } from "./test-gateway.ts";

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
