import type { Packet } from "./packet-framer.ts";
import { PacketReader } from "./packet-reader.ts";
import { checkFlags } from "./packet-rules.ts";
import { violation } from "./violation.ts";

/** What a client asks for by one filter of a SUBSCRIBE. */
export interface SubscriptionRequest {
  readonly filter: string;
  readonly qos: number;
}

/** The return code of a filter that is refused (3.9.3). */
export const subscriptionRefused = 0x80;

/** @throws RaeError `protocol-violation`. */
export function parseSubscribe(packet: Packet): {
  readonly packetId: number;
  readonly requests: readonly SubscriptionRequest[];
} {
  checkFlags(packet, 2, "MQTT-3.8.1-1");
  const reader = new PacketReader(packet);
  const packetId = reader.packetId();
  if (reader.leftBytes === 0) throw violation("MQTT-3.8.3-3", "a SUBSCRIBE without a filter");
  const requests: SubscriptionRequest[] = [];
  while (reader.leftBytes > 0) {
    const filter = readFilter(reader, "MQTT-3.8.3-1");
    const qos = reader.byte("MQTT-3.8.3-3");
    if (qos > 2) {
      throw violation("MQTT-3.8.3-4", "the requested quality of service is not 0, 1 or 2");
    }
    requests.push({ filter, qos });
  }
  return { packetId, requests };
}

/** @throws RaeError `protocol-violation`. */
export function parseUnsubscribe(packet: Packet): {
  readonly packetId: number;
  readonly filters: readonly string[];
} {
  checkFlags(packet, 2, "MQTT-3.10.1-1");
  const reader = new PacketReader(packet);
  const packetId = reader.packetId();
  if (reader.leftBytes === 0) throw violation("MQTT-3.10.3-2", "an UNSUBSCRIBE without a filter");
  const filters: string[] = [];
  while (reader.leftBytes > 0) filters.push(readFilter(reader, "MQTT-3.10.3-1"));
  return { packetId, filters };
}

/** SUBACK with a code for each filter, in their order [MQTT-3.9.3-1]. */
export function encodeSuback(packetId: number, codes: readonly number[]): Buffer {
  return acknowledgement(0x90, packetId, codes);
}

export function encodeUnsuback(packetId: number): Buffer {
  return acknowledgement(0xb0, packetId, []);
}

/** `#` stands alone in the last level, `+` alone in its level (4.7.1). */
function readFilter(reader: PacketReader, statement: string): string {
  const filter = reader.text(statement).toString();
  if (filter === "") throw violation("MQTT-4.7.3-1", "a filter is empty");
  const multi = filter.indexOf("#");
  if (multi >= 0 && (multi < filter.length - 1 || (multi > 0 && filter[multi - 1] !== "/"))) {
    throw violation("MQTT-4.7.1-2", "`#` is not alone in the last level");
  }
  if (filter.includes("+") && filter.split("/").some((at) => at.length > 1 && at.includes("+"))) {
    throw violation("MQTT-4.7.1-3", "`+` is not alone in its level");
  }
  return filter;
}

function acknowledgement(firstByte: number, packetId: number, codes: readonly number[]): Buffer {
  const header = [firstByte, ...remainingLength(2 + codes.length), packetId >> 8, packetId & 0xff];
  return Buffer.concat([Buffer.from(header), Buffer.from(codes)]);
}

/** The variable-length number of 2.2.3. */
function remainingLength(length: number): number[] {
  const low = length % 128;
  const high = Math.floor(length / 128);
  return high === 0 ? [low] : [low | 0x80, ...remainingLength(high)];
}
