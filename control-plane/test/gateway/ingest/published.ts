import { type BoxCommand, parseCommand } from "@rae/protocol";

/** A PUBLISH from the gateway, taken apart. */
export interface Published {
  readonly qos: number;
  readonly dup: boolean;
  readonly retain: boolean;
  readonly topic: string;
  /** 0 at quality of service 0. */
  readonly packetId: number;
  readonly command: BoxCommand;
}

/** Reads a PUBLISH packet; throws if it is another packet, or none. */
export function readPublished(packet: Buffer | undefined): Published {
  if (packet === undefined || packet.readUInt8(0) >> 4 !== 3) throw new Error("not a PUBLISH");
  const flags = packet.readUInt8(0) & 15;
  let at = 1;
  while (packet.readUInt8(at) >= 0x80) at += 1;
  at += 1;
  const topicLength = packet.readUInt16BE(at);
  const topic = packet.toString("utf8", at + 2, at + 2 + topicLength);
  at += 2 + topicLength;
  const qos = (flags >> 1) & 3;
  const packetId = qos === 0 ? 0 : packet.readUInt16BE(at);
  const payload = packet.subarray(qos === 0 ? at : at + 2);
  return {
    ...{ qos, topic, packetId, command: parseCommand(payload) },
    dup: (flags & 8) !== 0,
    retain: (flags & 1) !== 0,
  };
}
