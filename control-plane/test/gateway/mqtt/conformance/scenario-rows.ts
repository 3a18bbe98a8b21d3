import { logTopics } from "@rae/protocol";
import { readPublished } from "../../ingest/published.ts";
import { deviceEvent, lostEvent, type TestGateway } from "../../test-gateway.ts";
import {
  connackAccepted,
  connect,
  connectWithWill,
  disconnect,
  packet,
  pingreq,
  pingresp,
  puback,
  publish,
  subscribe,
  uint16,
  unsubscribe,
} from "../packets.ts";
import type { ScenarioRow } from "./row.ts";

const events = "rae/v1/box-1/events";
const commands = "rae/v1/box-1/commands";
const will = { topic: "rae/v1/box-1/presence", payload: lostEvent("box-1") };
const closedBy = "rae_gateway_closed_connections_total";

/** A client that has subscribed to its commands. */
async function subscriber(lab: TestGateway, qos = 1) {
  const client = await lab.client();
  client.send(subscribe([[commands, qos]]));
  await client.next();
  return client;
}

/** Statements about sessions, wills, time and order, which take more than one exchange. */
export const scenarioRows: readonly ScenarioRow[] = [
  {
    id: "2.3.1-4",
    what: "two messages in flight to a client have identifiers that differ and are not 0",
    async prove(lab) {
      const client = await subscriber(lab);
      await lab.command("box-1", "c1");
      await lab.command("box-1", "c2");
      const ids = (await client.take(2)).map((each) => readPublished(each).packetId);
      return { zero: ids.includes(0), different: new Set(ids).size };
    },
    expected: { zero: false, different: 2 },
  },
  {
    id: "2.3.1-5",
    what: "at quality of service 0 the payload begins behind the topic",
    async prove(lab) {
      const client = await lab.client();
      client.send(publish(events, deviceEvent("box-1", 1), { firstByte: 0x30 }));
      const [record] = await lab.records(logTopics.events, 1);
      return Buffer.from(record?.value ?? []).equals(Buffer.from(deviceEvent("box-1", 1)));
    },
    expected: true,
  },
  {
    id: "3.1.2-4",
    what: "a session that is asked to be kept is not: no session present, no subscription",
    async prove(lab) {
      const first = await lab.client("box-1", connect({ flags: 0 }));
      first.send(subscribe([[commands, 1]]));
      await first.next();
      first.cut();
      await lab.counted(closedBy, "connection-lost");
      const second = await lab.dial();
      second.send(connect({ flags: 0 }));
      const connack = await second.next();
      await lab.command("box-1", "c1");
      await lab.fence();
      second.send(pingreq);
      return [connack, await second.next()];
    },
    expected: [connackAccepted, pingresp],
  },
  {
    id: "3.1.2-8",
    what: "the will of a connection that is lost is published",
    async prove(lab) {
      const client = await lab.client("box-1", connectWithWill("box-1", will));
      client.cut();
      const [record] = await lab.records(logTopics.events, 1);
      return Buffer.from(record?.value ?? []).equals(Buffer.from(will.payload));
    },
    expected: true,
  },
  {
    id: "3.1.2-8",
    what: "the will is published too when the gateway closes because of a violation",
    async prove(lab) {
      const client = await lab.client("box-1", connectWithWill("box-1", will));
      client.send(packet(0xf0));
      await client.untilClosed();
      await lab.records(logTopics.events, 1);
      return lab.keys(logTopics.events);
    },
    expected: ["box-1"],
  },
  {
    id: "3.1.2-10",
    what: "a will is published once",
    async prove(lab) {
      const client = await lab.client("box-1", connectWithWill("box-1", will));
      client.cut();
      await lab.records(logTopics.events, 1);
      const again = await lab.client();
      again.cut();
      await lab.counted(closedBy, "connection-lost", 2);
      await lab.fence();
      return lab.keys(logTopics.events);
    },
    expected: ["box-1"],
  },
  {
    id: "3.1.2-12",
    what: "without a will nothing is published for a lost connection",
    async prove(lab) {
      const client = await lab.client();
      client.cut();
      await lab.counted(closedBy, "connection-lost");
      await lab.fence();
      return lab.keys(logTopics.events);
    },
    expected: [],
  },
  {
    id: "3.1.2-24",
    what: "a client that is silent for one and a half keep-alives is gone, and its will published",
    async prove(lab) {
      const client = await lab.client("box-1", connectWithWill("box-1", will, { keepAliveS: 1 }));
      await client.untilClosed();
      await lab.records(logTopics.events, 1);
      return { closed: await lab.metric(closedBy, "keep-alive"), wills: lab.keys("events") };
    },
    expected: { closed: 1, wills: ["box-1"] },
  },
  {
    id: "3.1.4-2",
    what: "a second connection of a client id ends the first",
    async prove(lab) {
      const first = await lab.client();
      const second = await lab.client();
      const rest = await first.untilClosed();
      second.send(pingreq);
      return [rest, await second.next(), await lab.metric(closedBy, "replaced")];
    },
    expected: [[], pingresp, 1],
  },
  {
    id: "3.1.4-5",
    what: "what comes behind a refused CONNECT is not processed",
    async prove(lab) {
      const client = await lab.dial();
      client.send(connect({ clientId: "box-2" }), publish(events, deviceEvent("box-1", 1)));
      await client.untilClosed();
      await lab.fence();
      return lab.keys(logTopics.events);
    },
    expected: [],
  },
  {
    id: "3.3.1-1",
    what: "a command that was not acknowledged comes on the next connection as a new message",
    async prove(lab) {
      const first = await subscriber(lab);
      await lab.command("box-1", "c1");
      await first.next();
      first.cut();
      const second = await subscriber(lab);
      const { dup, command } = readPublished(await second.next());
      return { dup, id: command.commandId };
    },
    expected: { dup: false, id: "c1" },
  },
  {
    id: "3.3.1-9",
    what: "what the gateway publishes is not retained, and on the topic subscribed to [3.3.2-3]",
    async prove(lab) {
      const client = await subscriber(lab);
      await lab.command("box-1", "c1");
      const { retain, topic, qos } = readPublished(await client.next());
      return { retain, topic, qos };
    },
    expected: { retain: false, topic: commands, qos: 1 },
  },
  {
    id: "3.8.4-3",
    what: "a second subscription replaces the first: a command comes once, as the second asks",
    async prove(lab) {
      const client = await subscriber(lab);
      client.send(subscribe([[commands, 0]], { packetId: 2 }));
      await client.next();
      await lab.command("box-1", "c1");
      const { qos, command } = readPublished(await client.next());
      client.send(pingreq);
      return [qos, command.commandId, await client.next()];
    },
    expected: [0, "c1", pingresp],
  },
  {
    id: "3.8.4-6",
    what: "at most the quality of service that was granted",
    async prove(lab) {
      const client = await subscriber(lab, 0);
      await lab.command("box-1", "c1");
      return readPublished(await client.next()).qos;
    },
    expected: 0,
  },
  {
    id: "3.10.4-2",
    what: "after UNSUBSCRIBE no more is sent",
    async prove(lab) {
      const client = await subscriber(lab);
      client.send(unsubscribe([commands], { packetId: 2 }));
      await client.next();
      await lab.command("box-1", "c1");
      await lab.fence();
      client.send(pingreq);
      return client.next();
    },
    expected: pingresp,
  },
  {
    id: "3.10.4-3",
    what: "what was sent before UNSUBSCRIBE may still be acknowledged",
    async prove(lab) {
      const client = await subscriber(lab);
      await lab.command("box-1", "c1");
      const { packetId } = readPublished(await client.next());
      client.send(unsubscribe([commands], { packetId: 2 }), puback(packetId), pingreq);
      return client.take(2);
    },
    expected: [packet(0xb0, uint16(2)), pingresp],
  },
  {
    id: "3.14.4-3",
    what: "DISCONNECT discards the will",
    async prove(lab) {
      const client = await lab.client("box-1", connectWithWill("box-1", will));
      client.send(disconnect);
      await client.untilClosed();
      await lab.counted(closedBy, "disconnect");
      await lab.fence();
      return lab.keys(logTopics.events);
    },
    expected: [],
  },
  {
    id: "4.3.2-2",
    what: "a message that comes again, not acknowledged yet, is acknowledged as often as it came",
    async prove(lab) {
      const client = await lab.client();
      lab.log.freeze();
      const message = deviceEvent("box-1", 1);
      client.send(publish(events, message, { packetId: 4 }));
      client.send(publish(events, message, { packetId: 4, firstByte: 0x3a }), pingreq);
      const waiting = await client.next();
      lab.log.thaw();
      return [waiting, ...(await client.take(2))];
    },
    expected: [pingresp, puback(4), puback(4)],
  },
  {
    id: "4.5.0-1",
    what: "a message is acknowledged when the log has it, not before",
    async prove(lab) {
      const client = await lab.client();
      lab.log.freeze();
      client.send(publish(events, deviceEvent("box-1", 1), { packetId: 3 }), pingreq);
      const before = await client.next();
      lab.log.thaw();
      return [before, await client.next(), lab.keys(logTopics.events)];
    },
    expected: [pingresp, puback(3), ["box-1"]],
  },
  {
    id: "4.6.0-6",
    what: "commands come in the order of the log",
    async prove(lab) {
      const ids = Array.from({ length: 12 }, (_, index) => `c${index}`);
      for (const id of ids) await lab.command("box-1", id);
      const client = await subscriber(lab);
      const seen = (await client.take(12)).map((each) => readPublished(each).command.commandId);
      return seen.join() === ids.join();
    },
    expected: true,
  },
];
