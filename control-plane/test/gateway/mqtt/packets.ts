/** MQTT 3.1.1 packets as bytes, well-formed unless the test says otherwise. */

export function text(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

export function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

export function packet(firstByte: number, ...body: readonly Buffer[]): Buffer {
  const whole = Buffer.concat(body);
  return Buffer.concat([Buffer.from([firstByte]), remainingLength(whole.length), whole]);
}

export function remainingLength(length: number): Buffer {
  const bytes: number[] = [];
  let left = length;
  do {
    const digit = left % 128;
    left = Math.floor(left / 128);
    bytes.push(left > 0 ? digit | 0x80 : digit);
  } while (left > 0);
  return Buffer.from(bytes);
}

export interface ConnectFields {
  readonly firstByte?: number;
  readonly name?: string | Buffer;
  readonly level?: number;
  readonly flags?: number;
  readonly keepAliveS?: number;
  readonly clientId?: string | Buffer;
  readonly rest?: readonly Buffer[];
}

/** CONNECT with a clean session, and no will unless `flags` and `rest` say so. */
export function connect(fields: ConnectFields = {}): Buffer {
  return packet(
    fields.firstByte ?? 0x10,
    text(fields.name ?? "MQTT"),
    Buffer.from([fields.level ?? 4, fields.flags ?? 0x02]),
    uint16(fields.keepAliveS ?? 60),
    text(fields.clientId ?? "box-1"),
    ...(fields.rest ?? []),
  );
}

/** CONNECT with a will at quality of service 1. */
export function connectWithWill(
  clientId: string,
  will: { readonly topic: string; readonly payload: Uint8Array },
  { keepAliveS = 60, flags = 0x0e }: { readonly keepAliveS?: number; readonly flags?: number } = {},
): Buffer {
  const rest = [text(will.topic), text(Buffer.from(will.payload))];
  return connect({ clientId, flags, keepAliveS, rest });
}

export function publish(
  topic: string | Buffer,
  payload: Uint8Array,
  {
    firstByte = 0x32,
    packetId = 1,
  }: { readonly firstByte?: number; readonly packetId?: number } = {},
): Buffer {
  const id = (firstByte & 0x06) === 0 ? [] : [uint16(packetId)];
  return packet(firstByte, text(topic), ...id, Buffer.from(payload));
}

export function subscribe(
  filters: readonly (readonly [filter: string | Buffer, qos: number])[],
  {
    firstByte = 0x82,
    packetId = 1,
  }: { readonly firstByte?: number; readonly packetId?: number } = {},
): Buffer {
  const body = filters.map(([filter, qos]) => Buffer.concat([text(filter), Buffer.from([qos])]));
  return packet(firstByte, uint16(packetId), ...body);
}

export function unsubscribe(
  filters: readonly (string | Buffer)[],
  {
    firstByte = 0xa2,
    packetId = 1,
  }: { readonly firstByte?: number; readonly packetId?: number } = {},
): Buffer {
  return packet(firstByte, uint16(packetId), ...filters.map(text));
}

export const pingreq: Buffer = Buffer.from([0xc0, 0]);
export const pingresp: Buffer = Buffer.from([0xd0, 0]);
export const disconnect: Buffer = Buffer.from([0xe0, 0]);
export const connackAccepted: Buffer = Buffer.from([0x20, 2, 0, 0]);

export function puback(packetId: number): Buffer {
  return packet(0x40, uint16(packetId));
}
