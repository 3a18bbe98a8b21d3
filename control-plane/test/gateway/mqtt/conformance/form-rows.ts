import { deviceEvent } from "../../test-gateway.ts";
import {
  connect,
  connectWithWill,
  packet,
  puback,
  publish,
  remainingLength,
  subscribe,
  text,
  uint16,
  unsubscribe,
} from "../packets.ts";
import type { ByteRow } from "./row.ts";

const event = deviceEvent("box-1", 1);
const commands = "rae/v1/box-1/commands";
const surrogate = Buffer.from([0x61, 0xed, 0xa0, 0x80]);
const overlong = Buffer.from([0x61, 0xc0, 0x80]);
const truncated = Buffer.from([0x61, 0xc3]);
const suback = (packetId: number, ...codes: number[]) =>
  packet(0x90, uint16(packetId), Buffer.from(codes));

/** Strings, headers and packet identifiers (1.5, 2.2, 2.3), and the form of topics (4.7). */
export const formRows: readonly ByteRow[] = [
  ...[surrogate, overlong, truncated].flatMap((bad, index): ByteRow[] => [
    {
      id: "1.5.3-1",
      what: `ill-formed UTF-8 (${index}) in a client id`,
      connected: false,
      send: [connect({ clientId: bad })],
      end: "closed",
    },
    {
      id: "1.5.3-1",
      what: `ill-formed UTF-8 (${index}) in a topic`,
      send: [publish(bad, event)],
      end: "closed",
    },
    {
      id: "1.5.3-1",
      what: `ill-formed UTF-8 (${index}) in a topic filter`,
      send: [subscribe([[bad, 1]])],
      end: "closed",
    },
    {
      id: "1.5.3-1",
      what: `ill-formed UTF-8 (${index}) in a filter of UNSUBSCRIBE`,
      send: [unsubscribe([bad])],
      end: "closed",
    },
  ]),
  { id: "1.5.3-2", what: "U+0000 in a topic", send: [publish("rae\0", event)], end: "closed" },
  {
    id: "1.5.3-2",
    what: "U+0000 in a client id",
    connected: false,
    send: [connect({ clientId: "box-1.\0" })],
    end: "closed",
  },
  {
    id: "1.5.3-3",
    what: "U+FEFF is a character of the filter",
    send: [subscribe([[`\uFEFF${commands}`, 1]])],
    expect: [suback(1, 0x80)],
    end: "open",
  },
  ...[
    ["CONNECT", 0x11],
    ["CONNECT", 0x18],
  ].map(
    ([name, firstByte]): ByteRow => ({
      id: "2.2.2-2",
      what: `${name} with flags ${Number(firstByte) & 15}`,
      connected: false,
      send: [connect({ firstByte: Number(firstByte) })],
      end: "closed",
    }),
  ),
  { id: "2.2.2-2", what: "PUBACK with flags", send: [packet(0x41, uint16(1))], end: "closed" },
  { id: "2.2.2-2", what: "PINGREQ with flags", send: [packet(0xc1)], end: "closed" },
  { id: "2.2.2-2", what: "DISCONNECT with flags", send: [packet(0xe1)], end: "closed" },
  {
    id: "2.3.1-1",
    what: "PUBLISH with packet identifier 0",
    send: [publish("rae/v1/box-1/events", event, { packetId: 0 })],
    end: "closed",
  },
  {
    id: "2.3.1-1",
    what: "SUBSCRIBE with packet identifier 0",
    send: [subscribe([[commands, 1]], { packetId: 0 })],
    end: "closed",
  },
  {
    id: "2.3.1-1",
    what: "UNSUBSCRIBE with packet identifier 0",
    send: [unsubscribe([commands], { packetId: 0 })],
    end: "closed",
  },
  {
    id: "2.3.1-6",
    what: "PUBACK has the identifier of the PUBLISH",
    send: [publish("rae/v1/box-1/events", event, { packetId: 65_535 })],
    expect: [puback(65_535)],
    end: "open",
  },
  {
    id: "2.3.1-7",
    what: "SUBACK has the identifier of the SUBSCRIBE",
    send: [subscribe([[commands, 1]], { packetId: 300 })],
    expect: [suback(300, 1)],
    end: "open",
  },
  {
    id: "2.3.1-7",
    what: "UNSUBACK has the identifier of the UNSUBSCRIBE",
    send: [unsubscribe([commands], { packetId: 301 })],
    expect: [packet(0xb0, uint16(301))],
    end: "open",
  },
  {
    id: "4.7.1-1",
    what: "a wildcard in a topic name",
    send: [publish("rae/v1/+/events", event)],
    end: "closed",
  },
  ...["a#", "a/#/b", "#/a", "##"].map(
    (filter): ByteRow => ({
      id: "4.7.1-2",
      what: `the filter ${filter}`,
      send: [subscribe([[filter, 1]])],
      end: "closed",
    }),
  ),
  ...["a+", "+a", "a/b+/c", "++"].map(
    (filter): ByteRow => ({
      id: "4.7.1-3",
      what: `the filter ${filter}`,
      send: [subscribe([[filter, 1]])],
      end: "closed",
    }),
  ),
  { id: "4.7.3-1", what: "an empty topic", send: [publish("", event)], end: "closed" },
  { id: "4.7.3-1", what: "an empty filter", send: [subscribe([["", 1]])], end: "closed" },
  {
    id: "4.7.3-1",
    what: "an empty filter in UNSUBSCRIBE",
    send: [unsubscribe([""])],
    end: "closed",
  },
  {
    id: "4.7.3-1",
    what: "an empty will topic",
    connected: false,
    send: [connectWithWill("box-1", { topic: "", payload: event })],
    end: "closed",
  },
  { id: "4.7.3-2", what: "U+0000 in a filter", send: [subscribe([["a\0", 1]])], end: "closed" },
  {
    id: "4.7.3-3",
    what: "a filter of 65,535 bytes is read, and refused",
    send: [subscribe([["a".repeat(65_535), 1]])],
    expect: [suback(1, 0x80)],
    end: "open",
  },
  {
    id: "4.7.3-4",
    what: "filters are compared without normalisation",
    send: [subscribe([["rae/v1/box-1/Commands", 1]])],
    expect: [suback(1, 0x80)],
    end: "open",
  },
  {
    id: "4.8.0-1",
    what: "a remaining length of five bytes",
    send: [Buffer.from([0x30, 0x80, 0x80, 0x80, 0x80, 0x01])],
    end: "closed",
  },
  ...[0x00, 0x20, 0x90, 0xb0, 0xd0, 0xf0].map(
    (firstByte): ByteRow => ({
      id: "4.8.0-1",
      what: `a packet of type ${firstByte >> 4}, which no client sends`,
      send: [packet(firstByte)],
      end: "closed",
    }),
  ),
  ...[0x50, 0x62, 0x70].map(
    (firstByte): ByteRow => ({
      id: "4.8.0-1",
      what: `a packet of type ${firstByte >> 4}, as quality of service 2 is not offered`,
      send: [packet(firstByte, uint16(1))],
      end: "closed",
    }),
  ),
  { id: "4.8.0-1", what: "PINGREQ with a body", send: [packet(0xc0, uint16(1))], end: "closed" },
  { id: "4.8.0-1", what: "PUBACK without identifier", send: [packet(0x40)], end: "closed" },
  {
    id: "4.8.0-1",
    what: "PUBLISH that ends inside its topic",
    send: [Buffer.concat([Buffer.from([0x30]), remainingLength(4), uint16(9), text("")])],
    end: "closed",
  },
];
