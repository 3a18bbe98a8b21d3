import { setImmediate } from "node:timers/promises";
import { eventually } from "@rae/kit/testing";
import {
  encodeBoxEvent,
  logTopics,
  type PresenceEvent,
  parseBoxEvent,
  parseCommand,
} from "@rae/protocol";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { BoxRecord } from "../../../src/core/box-record.ts";
import { foldBox } from "../../../src/core/fold-box.ts";
import { sampleEvents } from "../../../src/testing/sample-events.ts";
import { TestGateway } from "../test-gateway.ts";
import { connect, connectWithWill, puback, publish, subscribe } from "./packets.ts";
import type { RawClient } from "./raw-client.ts";

const closedBy = "rae_gateway_closed_connections_total";
const tries = 120;
/** For so many tries on a machine that is busy. */
const patienceMs = 120_000;

let lab: TestGateway;
beforeEach(async () => {
  lab = await TestGateway.open();
});
afterEach(() => lab.close());

interface Place {
  readonly registryId?: string;
  readonly connection: number;
}

/** CONNECT of the agent, with the will that speaks of this very connection. */
function hello(place: Place): Buffer {
  const payload = encodeBoxEvent(sampleEvents.lost(place));
  return connectWithWill("box-1", { topic: "rae/v1/box-1/presence", payload });
}

/** A box that is connected and has said so. */
async function born(place: Place): Promise<RawClient> {
  const client = await lab.client("box-1", hello(place));
  client.send(publish("rae/v1/box-1/presence", encodeBoxEvent(sampleEvents.birth(place))));
  expect(await client.next()).toEqual(puback(1));
  return client;
}

/** What the log says of the box. */
function presence(): BoxRecord | undefined {
  const records = lab.log.records(logTopics.events).filter(({ key }) => key === "box-1");
  return records.reduce<BoxRecord | undefined>((record, { value }) => {
    const receipt = { receivedAtMs: 1, gatewayId: "gateway-1" };
    return foldBox(record, parseBoxEvent(value) as PresenceEvent, receipt).record;
  }, undefined);
}

const lost = () =>
  eventually(() => {
    const record = presence();
    if (record?.presence !== "lost") throw new Error(`connection ${record?.connection} is there`);
    return record;
  });

const deaths: Readonly<Record<string, (client: RawClient) => void>> = {
  "is cut": (client) => client.cut(),
  "is half-closed": (client) => client.socket.end(),
  "is reset": (client) => client.reset(),
};

/** Connections that were replaced, and those that ended in another way. */
async function ends(): Promise<{ readonly replaced: number; readonly others: number }> {
  const { values = [] } = (await lab.metrics.getSingleMetric(closedBy)?.get()) ?? {};
  const all = values.reduce((sum, { value }) => sum + value, 0);
  const replaced = await lab.metric(closedBy, "replaced");
  return { replaced, others: all - replaced };
}

test.each(Object.entries(deaths))(
  "a box whose new connection %s before its CONNACK is lost",
  async (_, die) => {
    for (let count = 0; count < tries / 3; count += 1) {
      const connection = 2 * count + 1;
      const old = await born({ connection });
      const before = await ends();
      const next = await lab.dial();
      next.send(hello({ connection: connection + 1 }));
      // The moment moves through everything that the gateway does from CONNECT to CONNACK.
      for (let turn = 0; turn < count % 8; turn += 1) await setImmediate();
      die(next);
      await eventually(async () => {
        if ((await ends()).others === before.others) throw new Error("the gateway has not seen it");
      });
      // A reset may have taken CONNECT back before the gateway had read it.
      if ((await ends()).replaced === before.replaced) old.cut();

      expect((await lost()).connection).toBeGreaterThanOrEqual(connection);
    }
    expect((await ends()).replaced).toBeGreaterThan(0);
  },
  patienceMs,
);

test(
  "a box that replaces its connection again and again, none of which lives until its CONNACK, is lost",
  async () => {
    for (let count = 0; count < tries / 4; count += 1) {
      const connection = 4 * count + 1;
      await born({ connection });
      const next = await Promise.all([lab.dial(), lab.dial(), lab.dial()]);
      for (const [index, client] of next.entries()) {
        client.send(hello({ connection: connection + 1 + index }));
        for (let turn = 0; turn < count % 6; turn += 1) await setImmediate();
      }
      for (const client of next) client.reset();

      expect((await lost()).connection).toBeGreaterThanOrEqual(connection);
    }
  },
  patienceMs,
);

test("a box that is lost after it was accepted from another registry is lost, though it had no time to say it is there", async () => {
  await born({ registryId: "registry-1", connection: 7 });
  const next = await lab.client("box-1", hello({ registryId: "registry-2", connection: 1 }));
  next.cut();

  expect(await lost()).toMatchObject({ registryId: "registry-1", connection: 7 });
});

test("a box that comes back with an older number, and dies, is lost", async () => {
  await born({ connection: 7 });
  const next = await born({ connection: 3 });
  next.cut();

  expect(await lost()).toMatchObject({ connection: 7 });
});

test("a box whose new connection has no will is lost from its acceptance on", async () => {
  await born({ connection: 7 });
  await lab.client("box-1", connect());

  expect(await lost()).toMatchObject({ connection: 7 });
});

test("a connection that is refused replaces nothing", async () => {
  const old = await born({ connection: 1 });
  const refused = await lab.dial();
  refused.send(connectWithWill("box-1", { topic: "weather", payload: Buffer.alloc(0) }));
  expect(await refused.untilClosed()).toEqual([Buffer.from([0x20, 2, 0, 5])]);
  await lab.fence();
  expect(presence()).toMatchObject({ presence: "present", connection: 1 });

  old.cut();
  expect(await lost()).toMatchObject({ connection: 1 });
});

test("a gateway that stops leaves the box of an unfinished takeover to its own last word", async () => {
  await born({ connection: 1 });
  const next = await lab.dial();
  next.send(hello({ connection: 2 }));
  await lab.gateway.close();

  expect(presence()).toMatchObject({ presence: "present", connection: 1 });
  expect(await lab.metric(closedBy, "connection-lost")).toBe(0);
});

test("a box that is still there hears who takes its place; others are told nothing", async () => {
  const subscribed = await born({ connection: 1 });
  subscribed.send(subscribe([["rae/v1/box-1/commands", 1]]));
  await subscribed.next();
  const silent = await born({ connection: 2 });
  const [notice] = await subscribed.untilClosed();
  const topic = "rae/v1/box-1/commands";
  const heard = notice?.subarray(notice.indexOf(topic) + topic.length) ?? Buffer.alloc(0);
  expect(notice?.[0]).toBe(0x30);
  expect(parseCommand(heard)).toMatchObject({
    ...{ kind: "connection-replaced", boxId: "box-1" },
    peer: expect.stringMatching(/^127\.0\.0\.1 \d+$/),
  });
  await born({ connection: 3 });
  expect(await silent.untilClosed()).toEqual([]);
});
