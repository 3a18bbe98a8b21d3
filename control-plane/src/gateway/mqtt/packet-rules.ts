import { checkTopicName } from "./connect-rules.ts";
import type { Packet } from "./packet-framer.ts";
import { PacketReader } from "./packet-reader.ts";
import { violation } from "./violation.ts";

/** Types of MQTT control packets (2.2.1) that a client may send. */
export const packetTypes = {
  connect: 1,
  publish: 3,
  puback: 4,
  pubrec: 5,
  pubrel: 6,
  pubcomp: 7,
  subscribe: 8,
  unsubscribe: 10,
  pingreq: 12,
  disconnect: 14,
} as const;

const rules: Readonly<Record<number, (packet: Packet) => void>> = {
  [packetTypes.connect]: () => {
    throw violation("MQTT-3.1.0-2", "a second CONNECT");
  },
  [packetTypes.publish]: checkPublish,
  [packetTypes.puback]: checkPuback,
  [packetTypes.pubrec]: refuseQos2,
  [packetTypes.pubrel]: (packet) => {
    checkFlags(packet, 2, "MQTT-3.6.1-1");
    refuseQos2();
  },
  [packetTypes.pubcomp]: refuseQos2,
  [packetTypes.pingreq]: (packet) => checkEmpty(packet, "MQTT-2.2.2-2"),
  [packetTypes.disconnect]: (packet) => checkEmpty(packet, "MQTT-3.14.1-1"),
};

/**
 * Checks a packet that comes after CONNECT against what MQTT 3.1.1 says of its form; subscriptions have their own file.
 * @throws RaeError `protocol-violation` with the statement that it breaks.
 */
export function checkPacket(packet: Packet): void {
  const rule = rules[packet.type];
  if (rule === undefined) {
    throw violation("MQTT-4.8.0-1", "a packet of a type that no client sends");
  }
  rule(packet);
}

/** The packet identifier of a PUBACK that was checked. */
export function pubackId({ bytes, bodyStart }: Packet): number {
  return bytes.readUInt16BE(bodyStart);
}

function checkPublish(packet: Packet): void {
  const qos = (packet.flags >> 1) & 3;
  if (qos === 3) throw violation("MQTT-3.3.1-4", "the quality of service is 3");
  if (qos === 0 && packet.flags & 8) throw violation("MQTT-3.3.1-2", "DUP at quality of service 0");
  const reader = new PacketReader(packet);
  checkTopicName(reader.text("MQTT-3.3.2-1"));
  if (qos > 0) reader.packetId();
}

function checkPuback(packet: Packet): void {
  checkFlags(packet, 0, "MQTT-2.2.2-2");
  const reader = new PacketReader(packet);
  reader.packetId();
  reader.finish("MQTT-4.8.0-1");
}

/** A client that keeps the rules never gets here: its PUBLISH at QoS 2 has closed the connection. */
function refuseQos2(): never {
  throw violation("MQTT-4.8.0-1", "quality of service 2 is not offered");
}

function checkEmpty(packet: Packet, statement: string): void {
  checkFlags(packet, 0, statement);
  new PacketReader(packet).finish(statement);
}

export function checkFlags({ flags }: Packet, expected: number, statement: string): void {
  if (flags !== expected) throw violation(statement, "the reserved flags are not as they must be");
}
