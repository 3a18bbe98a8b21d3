import { eventually } from "@rae/kit/testing";
import { logTopics, parseBoxEvent } from "@rae/protocol";
import { deadLetterHeaders, partitionOfKey, RecordLogUnavailable } from "@rae/stream";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { connectWithWill, puback, publish } from "../mqtt/packets.ts";
import type { RawClient } from "../mqtt/raw-client.ts";
import { deviceEvent, lostEvent, TestGateway } from "../test-gateway.ts";

let lab: TestGateway;
beforeEach(async () => {
  lab = await TestGateway.open({ limits: { stalledLogMs: 50 } });
});
afterEach(() => lab.close());

const partitions = 4;
/** A box for each partition. */
const boxes = Array.from({ length: partitions }, (_, partition) => {
  const names = Array.from({ length: 100 }, (__, n) => `box-${n}`);
  return names.find((name) => partitionOfKey(name, partitions) === partition) ?? "";
});
const [ill = "", ...well] = boxes;
const illPartition = { topic: logTopics.events, partition: 0 };
const refusedLogin = new RecordLogUnavailable("Kafka refused the user or password", {
  details: { reason: "SASL_AUTHENTICATION_FAILED" },
});

function connectBox(boxId: string): Promise<RawClient> {
  const will = { topic: `rae/v1/${boxId}/presence`, payload: lostEvent(boxId) };
  return lab.client(boxId, connectWithWill(boxId, will, { keepAliveS: 10 }));
}

const send = (client: RawClient, boxId: string, sequence: number, extra = "") =>
  client.send(
    publish(`rae/v1/${boxId}/events`, deviceEvent(boxId, sequence, extra), { packetId: sequence }),
  );
const sequencesOf = (boxId: string) =>
  lab.log
    .records(logTopics.events)
    .filter(({ key }) => key === boxId)
    .map(({ value }) => parseBoxEvent(value).sequence);

describe("a partition that cannot be written", () => {
  test("holds up its own boxes alone, and nothing is written twice", async () => {
    lab.log.failPartition(illPartition, refusedLogin);
    const held = await connectBox(ill);
    send(held, ill, 1);
    const clients = await Promise.all(well.map(connectBox));
    for (let sequence = 1; sequence <= 40; sequence += 1) {
      for (const [index, client] of clients.entries()) send(client, well[index] ?? "", sequence);
      const answers = await Promise.all(clients.map((client) => client.next()));
      expect(answers).toEqual(clients.map(() => puback(sequence)));
    }
    const all = Array.from({ length: 40 }, (_, index) => index + 1);
    for (const boxId of well) expect(sequencesOf(boxId)).toEqual(all);
    expect(sequencesOf(ill)).toEqual([]);
    expect(lab.gateway.unreadyReason()).toBeUndefined();

    lab.log.healPartition(illPartition);
    expect(await held.next()).toEqual(puback(1));
    expect(sequencesOf(ill)).toEqual([1]);
  });

  test("costs nobody the connection, and a box that dies meanwhile is lost once it can be written", async () => {
    lab.log.failPartition(illPartition, refusedLogin);
    const client = await connectBox(ill);
    send(client, ill, 1);
    await eventually(() => expect(lab.gateway.unreadyReason()).toBe("log-unavailable"));
    expect(lab.gateway.connections()).toBe(1);
    client.cut();
    await lab.counted("rae_gateway_closed_connections_total", "connection-lost");
    lab.log.healPartition(illPartition);
    const kinds = (await lab.records(logTopics.events, 2)).map(
      ({ value }) => parseBoxEvent(value).kind,
    );
    expect(kinds).toEqual(["AttributesChanged", "Lost"]);
    await eventually(() => expect(lab.gateway.unreadyReason()).toBeUndefined());
  });
});

describe("a record that the log will never take", () => {
  test("is a dead letter with the reason, acknowledged, and what its box sends behind it goes on in order", async () => {
    const tooLarge = "x".repeat(2_000);
    const isLetter = (headers: object) => deadLetterHeaders.code in headers;
    lab.log.refuse(({ value, headers }) => (value?.byteLength ?? 0) > 1_000 && !isLetter(headers));
    const client = await connectBox(ill);
    for (const [index, extra] of ["", tooLarge, "", tooLarge, ""].entries()) {
      send(client, ill, index + 1, extra);
    }
    const acknowledged = await client.take(5);
    expect(new Set(acknowledged.map((answer) => answer?.toString("hex")))).toEqual(
      new Set([1, 2, 3, 4, 5].map((packetId) => puback(packetId).toString("hex"))),
    );
    expect(sequencesOf(ill)).toEqual([1, 3, 5]);
    const letters = lab.log.records(logTopics.deadLetters);
    expect(letters.map(({ headers }) => headers[deadLetterHeaders.code])).toEqual([
      "record-refused",
      "record-refused",
    ]);
    expect(letters.map(({ value }) => parseBoxEvent(value).sequence)).toEqual([2, 4]);
    expect(lab.gateway.connections()).toBe(1);
    expect(await lab.metric("rae_gateway_in_flight_bytes")).toBe(0);
  });
});
