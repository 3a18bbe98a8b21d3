import { deviceEvent } from "../../test-gateway.ts";
import {
  disconnect,
  packet,
  pingreq,
  pingresp,
  puback,
  publish,
  subscribe,
  text,
  uint16,
  unsubscribe,
} from "../packets.ts";
import type { ByteRow } from "./row.ts";

const event = deviceEvent("box-1", 1);
const events = "rae/v1/box-1/events";
const commands = "rae/v1/box-1/commands";
const suback = (packetId: number, ...codes: number[]) =>
  packet(0x90, uint16(packetId), Buffer.from(codes));
const unsuback = (packetId: number) => packet(0xb0, uint16(packetId));

/** PUBLISH to DISCONNECT (3.3 to 3.14), as far as one exchange shows them. */
export const exchangeRows: readonly ByteRow[] = [
  {
    id: "3.3.1-2",
    what: "DUP at quality of service 0",
    send: [publish(events, event, { firstByte: 0x38 })],
    end: "closed",
  },
  {
    id: "3.3.1-3",
    what: "DUP at quality of service 1 is taken like any other",
    send: [publish(events, event, { firstByte: 0x3a, packetId: 5 })],
    expect: [puback(5)],
    end: "open",
  },
  {
    id: "3.3.1-4",
    what: "quality of service 3",
    send: [publish(events, event, { firstByte: 0x36 })],
    end: "closed",
  },
  {
    id: "3.3.1-5",
    what: "a retained message is refused, as none are offered",
    send: [publish(events, event, { firstByte: 0x33 })],
    end: "closed",
  },
  {
    id: "3.3.1-7",
    what: "a retained message at quality of service 0 is refused",
    send: [publish(events, event, { firstByte: 0x31 })],
    end: "closed",
  },
  {
    id: "3.3.1-10",
    what: "a retained message without payload is refused",
    send: [publish(events, Buffer.alloc(0), { firstByte: 0x33 })],
    end: "closed",
  },
  {
    id: "3.3.2-1",
    what: "a topic that is not UTF-8",
    send: [publish(Buffer.from([0x80]), event)],
    end: "closed",
  },
  { id: "3.3.2-1", what: "no topic", send: [packet(0x30)], end: "closed" },
  {
    id: "3.3.2-2",
    what: "# in a topic",
    send: [publish("rae/v1/box-1/#", event)],
    end: "closed",
  },
  {
    id: "3.3.2-2",
    what: "+ in a topic",
    send: [publish("rae/v1/box-1/+", event)],
    end: "closed",
  },
  {
    id: "3.3.4-1",
    what: "quality of service 0 has no answer",
    send: [publish(events, event, { firstByte: 0x30 })],
    end: "open",
  },
  {
    id: "3.3.4-1",
    what: "quality of service 1 has PUBACK",
    send: [publish(events, event, { packetId: 9 })],
    expect: [puback(9)],
    end: "open",
  },
  {
    id: "3.3.4-1",
    what: "quality of service 2 is refused, as it is not offered",
    send: [publish(events, event, { firstByte: 0x34 })],
    end: "closed",
  },
  {
    id: "3.3.5-2",
    what: "a message that is not allowed ends the connection",
    send: [publish("rae/v1/box-2/events", deviceEvent("box-2", 1))],
    end: "closed",
  },
  { id: "3.6.1-1", what: "PUBREL with flags 0", send: [packet(0x60, uint16(1))], end: "closed" },
  ...[0x80, 0x81, 0x83, 0x8a].map(
    (firstByte): ByteRow => ({
      id: "3.8.1-1",
      what: `SUBSCRIBE with flags ${firstByte & 15}`,
      send: [subscribe([[commands, 1]], { firstByte })],
      end: "closed",
    }),
  ),
  {
    id: "3.8.3-1",
    what: "a filter that is not UTF-8",
    send: [subscribe([[Buffer.from([0x80]), 1]])],
    end: "closed",
  },
  ...["#", "+", "rae/v1/box-1/+", "rae/v1/+/commands", "rae/#", "$SYS/#"].map(
    (filter): ByteRow => ({
      id: "3.8.3-2",
      what: `the wildcard filter ${filter} is rejected`,
      send: [subscribe([[filter, 1]], { packetId: 7 })],
      expect: [suback(7, 0x80)],
      end: "open",
    }),
  ),
  { id: "3.8.3-3", what: "SUBSCRIBE without filters", send: [subscribe([])], end: "closed" },
  {
    id: "3.8.3-3",
    what: "a filter without its quality of service",
    send: [packet(0x82, uint16(1), text(commands))],
    end: "closed",
  },
  ...[3, 4, 0x80, 0xff].map(
    (qos): ByteRow => ({
      id: "3.8.3-4",
      what: `a requested quality of service of ${qos}`,
      send: [subscribe([[commands, qos]])],
      end: "closed",
    }),
  ),
  {
    id: "3.8.4-1",
    what: "SUBSCRIBE has SUBACK",
    send: [subscribe([[commands, 1]])],
    expect: [suback(1, 1)],
    end: "open",
  },
  {
    id: "3.8.4-2",
    what: "SUBACK has the identifier of its SUBSCRIBE, also when there are several",
    send: [
      subscribe([[commands, 1]], { packetId: 21 }),
      subscribe([[commands, 0]], { packetId: 20 }),
    ],
    expect: [suback(21, 1), suback(20, 0)],
    end: "open",
  },
  {
    id: "3.8.4-4",
    what: "several filters are handled one after the other",
    send: [
      subscribe([
        ["other", 1],
        [commands, 1],
        ["#", 2],
      ]),
    ],
    expect: [suback(1, 0x80, 1, 0x80)],
    end: "open",
  },
  {
    id: "3.8.4-5",
    what: "a filter that comes twice has two codes",
    send: [
      subscribe([
        [commands, 1],
        [commands, 0],
      ]),
    ],
    expect: [suback(1, 1, 0)],
    end: "open",
  },
  {
    id: "3.8.4-5",
    what: "two hundred filters have two hundred codes",
    send: [subscribe(Array.from({ length: 200 }, () => ["x", 1] as const))],
    expect: [suback(1, ...Array(200).fill(0x80))],
    end: "open",
  },
  {
    id: "3.8.4-6",
    what: "quality of service 2 is granted as 1",
    send: [subscribe([[commands, 2]])],
    expect: [suback(1, 1)],
    end: "open",
  },
  {
    id: "3.9.3-1",
    what: "the codes are in the order of the filters",
    send: [
      subscribe([
        [commands, 0],
        ["x", 1],
      ]),
    ],
    expect: [suback(1, 0, 0x80)],
    end: "open",
  },
  {
    id: "3.10.1-1",
    what: "UNSUBSCRIBE with flags 0",
    send: [unsubscribe([commands], { firstByte: 0xa0 })],
    end: "closed",
  },
  {
    id: "3.10.3-1",
    what: "a filter of UNSUBSCRIBE that is not UTF-8",
    send: [unsubscribe([Buffer.from([0x80])])],
    end: "closed",
  },
  { id: "3.10.3-2", what: "UNSUBSCRIBE without filters", send: [unsubscribe([])], end: "closed" },
  {
    id: "3.10.4-4",
    what: "UNSUBSCRIBE has UNSUBACK",
    send: [subscribe([[commands, 1]]), unsubscribe([commands], { packetId: 2 })],
    expect: [suback(1, 1), unsuback(2)],
    end: "open",
  },
  {
    id: "3.10.4-5",
    what: "so has one of a filter that was never subscribed to",
    send: [unsubscribe(["nothing"], { packetId: 3 })],
    expect: [unsuback(3)],
    end: "open",
  },
  {
    id: "3.10.4-6",
    what: "several filters have one UNSUBACK",
    send: [unsubscribe(["a", "b", commands], { packetId: 4 })],
    expect: [unsuback(4)],
    end: "open",
  },
  {
    id: "3.12.4-1",
    what: "PINGREQ has PINGRESP",
    send: [pingreq],
    expect: [pingresp],
    end: "open",
  },
  {
    id: "3.14.1-1",
    what: "DISCONNECT with flags",
    send: [packet(0xe2)],
    end: "closed",
  },
  {
    id: "3.14.4-2",
    what: "after DISCONNECT nothing is answered",
    send: [disconnect, pingreq],
    end: "closed",
  },
  {
    id: "4.3.2-2",
    what: "a message may come again under its identifier when that was acknowledged",
    send: [publish(events, event, { packetId: 8 }), publish(events, event, { packetId: 8 })],
    expect: [puback(8), puback(8)],
    end: "open",
  },
];
