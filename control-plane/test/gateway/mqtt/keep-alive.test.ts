import { setImmediate } from "node:timers/promises";
import { ManualClock } from "@rae/kit/testing";
import { logTopics } from "@rae/protocol";
import { beforeEach, expect, test } from "vitest";
import { KeepAlive } from "../../../src/gateway/mqtt/keep-alive.ts";
import { lostEvent, TestGateway } from "../test-gateway.ts";
import { connect, connectWithWill, pingreq, pingresp } from "./packets.ts";

let clock: ManualClock;
let silences: number;
let keepAlive: KeepAlive;
beforeEach(() => {
  clock = new ManualClock();
  silences = 0;
  keepAlive = new KeepAlive(clock, () => {
    silences += 1;
  });
});

test("one and a half keep-alives of silence is the end, and a little less is not", async () => {
  keepAlive.start(10);
  await clock.advance(14_999);
  expect(silences).toBe(0);
  await clock.advance(1);

  expect(silences).toBe(1);
  await clock.advance(60_000);
  expect(silences).toBe(1);
});

test("whoever is heard in time is not given up", async () => {
  keepAlive.start(10);
  for (let count = 0; count < 20; count += 1) {
    await clock.advance(10_000);
    keepAlive.heard();
  }
  expect(silences).toBe(0);

  await clock.advance(15_000);
  expect(silences).toBe(1);
});

test("the time counts from the last packet, not from the last look", async () => {
  keepAlive.start(10);
  await clock.advance(14_000);
  keepAlive.heard();
  await clock.advance(14_999);
  expect(silences).toBe(0);

  await clock.advance(1);
  expect(silences).toBe(1);
});

test("a keep-alive of 0 is no watch", async () => {
  keepAlive.start(0);
  await clock.advance(1e9);

  expect(silences).toBe(0);
  expect(clock.pending).toBe(0);
});

test("a watch that was ended is silent", async () => {
  const stop = keepAlive.start(10);
  stop();
  await clock.advance(60_000);

  expect(silences).toBe(0);
  expect(clock.pending).toBe(0);
});

test("what arrived while the process was held up counts, though the time is over when it is read", async () => {
  const lab = await TestGateway.open();
  const client = await lab.client("box-1", connect({ keepAliveS: 1 }));
  // From here the event loop comes to its timers before it comes to its sockets.
  await setImmediate();
  client.send(pingreq);
  // Nothing in this process runs meanwhile, neither timers nor sockets.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_600);

  const answer = await client.next();
  await lab.close();
  expect(answer).toEqual(pingresp);
});

test("a client that asks for no keep-alive is given up after the silence that is allowed, and is lost", async () => {
  const lab = await TestGateway.open({ limits: { silenceMs: 600 } });
  const will = { topic: "rae/v1/box-1/presence", payload: lostEvent("box-1") };
  const client = await lab.client("box-1", connectWithWill("box-1", will, { keepAliveS: 0 }));

  expect(await client.untilClosed()).toEqual([]);
  expect(await lab.counted("rae_gateway_closed_connections_total", "keep-alive")).toBe(1);
  expect(await lab.records(logTopics.events, 1)).toHaveLength(1);
  await lab.close();
});
