import { ManualClock } from "@rae/kit/testing";
import { logTopics, parseBoxEvent } from "@rae/protocol";
import { afterEach, beforeEach, expect, test } from "vitest";
import { connect, disconnect, pingreq, pingresp, puback, publish } from "../mqtt/packets.ts";
import { deviceEvent, TestGateway } from "../test-gateway.ts";

const closedBy = "rae_gateway_closed_connections_total";
const count = 1_000;

let clock: ManualClock;
let lab: TestGateway;
beforeEach(async () => {
  clock = new ManualClock(Date.now());
  lab = await TestGateway.open({ clock });
});
afterEach(() => lab.close());

/** Events at quality of service 0, many more than the window. */
function burst(): Buffer {
  const sequences = Array.from({ length: count }, (_, index) => index + 1);
  return Buffer.concat(
    sequences.map((sequence) =>
      publish("rae/v1/box-1/events", deviceEvent("box-1", sequence), { firstByte: 0x30 }),
    ),
  );
}

async function sequences(expected: number): Promise<number[]> {
  const records = await lab.records(logTopics.events, expected);
  return records.map(({ value }) => parseBoxEvent(value).sequence);
}

const inOrder = (upTo: number) => Array.from({ length: upTo }, (_, index) => index + 1);

test("messages at quality of service 0 beyond the window slow the client down, and none is lost", async () => {
  const client = await lab.client("box-1", connect({ keepAliveS: 10 }));
  lab.log.freeze();
  client.send(burst());
  await lab.counted("rae_gateway_publishes_total", "events", 129);
  await clock.advance(60_000);
  expect(await lab.metric("rae_gateway_connections")).toBe(1);
  lab.log.thaw();

  expect(await sequences(count)).toEqual(inOrder(count));
  client.send(pingreq);
  expect(await client.next()).toEqual(pingresp);
  await clock.advance(15_000);
  expect(await client.untilClosed()).toEqual([]);
  expect(await lab.counted(closedBy, "keep-alive")).toBe(1);
});

test("a message at quality of service 1 behind them keeps its place", async () => {
  const client = await lab.client("box-1", connect({ keepAliveS: 10 }));
  const last = publish("rae/v1/box-1/events", deviceEvent("box-1", count + 1), { packetId: 9 });
  lab.log.freeze();
  client.send(burst(), last);
  await lab.counted("rae_gateway_publishes_total", "events", 129);
  lab.log.thaw();

  expect(await client.next()).toEqual(puback(9));
  expect(await sequences(count + 1)).toEqual(inOrder(count + 1));
});

test("what came before DISCONNECT is appended", async () => {
  const client = await lab.client("box-1", connect({ keepAliveS: 10 }));
  lab.log.freeze();
  client.send(burst(), disconnect);
  await lab.counted("rae_gateway_publishes_total", "events", 129);
  lab.log.thaw();

  expect(await sequences(count)).toEqual(inOrder(count));
  expect(await lab.counted(closedBy, "disconnect")).toBe(1);
});
