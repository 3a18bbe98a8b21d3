import type { Packet } from "./packet-framer.ts";
import { PacketReader } from "./packet-reader.ts";
import { violation } from "./violation.ts";

/** MQTT 3.1.1. */
const protocolLevel = 4;

/** CONNACK return codes (3.2.2.3). */
export const connackCodes = {
  accepted: 0,
  unacceptableProtocolLevel: 1,
  identifierRejected: 2,
  serverUnavailable: 3,
  notAuthorized: 5,
} as const;

/** A CONNACK without a session, which is the only kind that the gateway gives by itself. */
export function encodeConnack(returnCode: number): Buffer {
  return Buffer.from([0x20, 2, 0, returnCode]);
}

/**
 * Checks a CONNECT packet against 3.1. A level that is not ours is not read further: its fields may differ.
 * @throws RaeError `protocol-violation`.
 */
export function checkConnect(packet: Packet): "ours" | "other-level" {
  const reader = new PacketReader(packet);
  const name = reader.text("MQTT-3.1.2-1");
  if (name.toString() !== "MQTT") throw violation("MQTT-3.1.2-1", "the protocol is not MQTT");
  if (reader.byte("MQTT-3.1.2-2") !== protocolLevel) return "other-level";
  const flags = reader.byte("MQTT-3.1.2-3");
  checkFlags(flags);
  reader.uint16("MQTT-3.1.2-24");
  reader.text("MQTT-3.1.3-3");
  if (flags & 0x04) {
    const topic = reader.text("MQTT-3.1.2-9");
    checkTopicName(topic);
    reader.binary("MQTT-3.1.2-9");
  }
  if (flags & 0x80) reader.text("MQTT-3.1.2-19");
  if (flags & 0x40) reader.binary("MQTT-3.1.2-21");
  reader.finish("MQTT-3.1.3-1");
  return "ours";
}

function checkFlags(flags: number): void {
  if (flags & 0x01) throw violation("MQTT-3.1.2-3", "the reserved flag is set");
  const willQos = (flags >> 3) & 3;
  const will = (flags & 0x04) !== 0;
  if (willQos === 3) throw violation("MQTT-3.1.2-14", "the will's quality of service is 3");
  if (!will && willQos > 0) throw violation("MQTT-3.1.2-13", "a will's quality without a will");
  if (!will && flags & 0x20)
    throw violation("MQTT-3.1.2-15", "a will's retain flag without a will");
  if ((flags & 0xc0) === 0x40) throw violation("MQTT-3.1.2-22", "a password without a user name");
}

const plus = 0x2b;
const hash = 0x23;

/** A topic name is at least one character and has no wildcards (4.7). */
export function checkTopicName(topic: Buffer): void {
  if (topic.length === 0) throw violation("MQTT-4.7.3-1", "the topic is empty");
  if (topic.includes(plus) || topic.includes(hash)) {
    throw violation("MQTT-3.3.2-2", "the topic contains a wildcard");
  }
}
