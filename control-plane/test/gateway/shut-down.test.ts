import { once } from "node:events";
import { connect } from "node:net";
import { ManualClock } from "@rae/kit/testing";
import { logTopics, parseBoxEvent } from "@rae/protocol";
import { afterEach, beforeEach, expect, test } from "vitest";
import { connectWithWill, puback, publish } from "./mqtt/packets.ts";
import { RawClient } from "./mqtt/raw-client.ts";
import { deviceEvent, lostEvent, TestGateway } from "./test-gateway.ts";

let lab: TestGateway;
beforeEach(async () => {
  lab = await TestGateway.open({ limits: { drainMs: 500 } });
});
afterEach(() => lab.close());

const withWill = connectWithWill("box-1", {
  topic: "rae/v1/box-1/presence",
  payload: lostEvent("box-1"),
});

test("closing makes what is in flight durable, acknowledges it, and publishes no wills", async () => {
  const client = await lab.client("box-1", withWill);
  lab.log.freeze();
  client.send(publish("rae/v1/box-1/events", deviceEvent("box-1", 1), { packetId: 5 }));
  await lab.counted("rae_gateway_publishes_total", "events");
  const closed = lab.gateway.close();
  lab.log.thaw();
  await closed;

  expect(await client.untilClosed()).toEqual([puback(5)]);
  const kinds = lab.log.records(logTopics.events).map(({ value }) => parseBoxEvent(value).kind);
  expect(kinds).toEqual(["AttributesChanged"]);
});

test("closing with the log away gives up in time, without an acknowledgement", async () => {
  const client = await lab.client("box-1", withWill);
  lab.log.freeze();
  client.send(publish("rae/v1/box-1/events", deviceEvent("box-1", 1)));
  await lab.counted("rae_gateway_publishes_total", "events");

  await expect(lab.gateway.close()).rejects.toThrow("did not stop cleanly");
  expect(await client.untilClosed()).toEqual([]);
  lab.log.thaw();
  expect(lab.log.records(logTopics.events)).toEqual([]);
  lab = await TestGateway.open();
});

test("closing twice is closing once, and nothing is accepted any more", async () => {
  const { port } = lab.gateway;
  const first = lab.gateway.close();
  expect(lab.gateway.close()).toBe(first);
  await first;

  expect(lab.gateway.unreadyReason()).toBe("shutting-down");
  await expect(RawClient.open(port, await lab.certificate("box-1"))).rejects.toThrow(
    "ECONNREFUSED",
  );
});

test("a connection that never sent anything does not hold the gateway up", async () => {
  const client = await lab.dial();
  await lab.gateway.close();

  expect(await client.untilClosed()).toEqual([]);
});

test("a connection without a TLS handshake is cut without waiting for it", async () => {
  await lab.close();
  // On this clock no deadline comes, nor that of the handshake by the real one.
  lab = await TestGateway.open({ clock: new ManualClock(), limits: { connectMs: 60_000 } });
  const socket = connect(lab.gateway.port, "127.0.0.1");
  const closed = once(socket, "close");
  await once(socket, "connect");
  await lab.fence();

  await lab.gateway.close();
  await closed;
});
