/*
 * The part of MQTT 3.1.1 that a client needs which connects, publishes at QoS 1 and leaves. A client library keeps state and timers
 * for each client that would be measured along.
 *
 *   CONNECT     10 len 0004 "MQTT" 04 02 keep-alive(2) id(2+n)
 *   CONNACK     20 02 00 code
 *   PUBLISH     32|3A len topic(2+n) packet-id(2) payload           3A: sent again (DUP)
 *   PUBACK      40 02 packet-id(2)
 *   DISCONNECT  E0 00
 */

/** What a gateway says to such a client. */
export type MqttAnswer =
  | { readonly kind: "connack"; readonly code: number }
  | { readonly kind: "puback"; readonly packetId: number }
  | { readonly kind: "other"; readonly firstByte: number };

const keepAliveS = 60;
const answerBytes = 4;

export const disconnectPacket = Buffer.from([0xe0, 0]);

export function encodeConnect(clientId: string): Buffer {
  const head = Buffer.from([0, 4, 0x4d, 0x51, 0x54, 0x54, 4, 0x02, 0, keepAliveS]);
  return packet(0x10, [head, text(clientId)]);
}

export function encodePublish(
  topic: string,
  packetId: number,
  payload: Uint8Array,
  isRepeated: boolean,
): Buffer {
  const id = Buffer.from([packetId >> 8, packetId & 0xff]);
  return packet(isRepeated ? 0x3a : 0x32, [text(topic), id, payload]);
}

/** Finds the answers in a stream of pieces of any size; all that such a client is told are packets of four bytes. */
export class AnswerReader {
  #rest: Buffer = Buffer.alloc(0);

  push(piece: Buffer): MqttAnswer[] {
    let bytes = this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece]);
    const answers: MqttAnswer[] = [];
    for (; bytes.length >= answerBytes; bytes = bytes.subarray(answerBytes)) {
      answers.push(answerOf(bytes));
    }
    this.#rest = Buffer.from(bytes);
    return answers;
  }
}

function answerOf(bytes: Buffer): MqttAnswer {
  const firstByte = bytes.readUInt8(0);
  if (bytes.readUInt8(1) !== 2) return { kind: "other", firstByte };
  if (firstByte === 0x20) return { kind: "connack", code: bytes.readUInt8(3) };
  if (firstByte === 0x40) return { kind: "puback", packetId: bytes.readUInt16BE(2) };
  return { kind: "other", firstByte };
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes]);
}

function packet(firstByte: number, parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([firstByte, ...remainingLength(body.length)]), body]);
}

/** Seven bits a byte, the lowest first (2.2.3). */
function remainingLength(sizeBytes: number): number[] {
  const rest = sizeBytes >> 7;
  return rest === 0 ? [sizeBytes] : [(sizeBytes & 0x7f) | 0x80, ...remainingLength(rest)];
}
