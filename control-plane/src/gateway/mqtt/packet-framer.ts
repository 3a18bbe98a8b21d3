import { RaeError } from "@rae/protocol";
import { violation } from "./violation.ts";

/** One whole MQTT control packet inside `bytes`, from `start` to `end`; its body begins at `bodyStart`. */
export interface Packet {
  readonly type: number;
  readonly flags: number;
  readonly bytes: Buffer;
  readonly bodyStart: number;
  readonly end: number;
}

/** What becomes of a packet that was shown: `pass` it on and show the next, `last` for now, or `drop` it. */
export type PacketFate = "pass" | "last" | "drop";

interface FixedHeader {
  readonly bodyStart: number;
  readonly end: number;
}

/**
 * Cuts a byte stream into MQTT control packets (MQTT 3.1.1, 2.2). Holds at most one incomplete packet and what is
 * left of the newest chunk; a packet over the limit is refused by its header, before its body is there.
 */
export class PacketFramer {
  readonly #limitBytes: number;
  /** The beginning of a packet whose end has not come, in a buffer that grows as bytes do come. */
  #partial: Buffer = Buffer.alloc(0);
  #partialBytes = 0;
  #chunk: Buffer = Buffer.alloc(0);
  #offset = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  /** Bytes that have been fed and not taken. */
  get heldBytes(): number {
    return this.#partialBytes + this.#chunk.length - this.#offset;
  }

  /** Adds bytes. Call `take` until it returns undefined before adding more. */
  feed(chunk: Buffer): void {
    this.#chunk =
      this.heldBytes > this.#partialBytes ? Buffer.concat([this.#rest(), chunk]) : chunk;
    this.#offset = 0;
  }

  /**
   * Shows up to `maxPackets` whole packets to `visit` and returns the bytes of those to be passed on, in one piece, which may
   * be empty; undefined if there is no whole packet. A dropped packet ends the piece.
   * @throws RaeError `protocol-violation` or `packet-too-large`, as does `visit`; nothing may be taken after that.
   */
  take(maxPackets: number, visit: (packet: Packet) => PacketFate): Buffer | undefined {
    if (this.#partialBytes > 0) return this.#takePartial(visit);
    const from = this.#offset;
    for (let count = 0; count < maxPackets; count += 1) {
      const header = this.#readHeader(this.#chunk, this.#offset, this.#chunk.length);
      if (header === undefined || header.end > this.#chunk.length) {
        if (this.#offset === from) this.#keepRest();
        break;
      }
      const start = this.#offset;
      const fate = visit(packetAt(this.#chunk, start, header));
      this.#offset = header.end;
      if (fate === "drop") return this.#chunk.subarray(from, start);
      if (fate === "last") break;
    }
    return this.#offset === from ? undefined : this.#chunk.subarray(from, this.#offset);
  }

  #takePartial(visit: (packet: Packet) => PacketFate): Buffer | undefined {
    for (;;) {
      const header = this.#readHeader(this.#partial, 0, this.#partialBytes);
      if (header !== undefined && header.end === this.#partialBytes) {
        const whole = this.#partial.subarray(0, header.end);
        this.#partial = Buffer.alloc(0);
        this.#partialBytes = 0;
        return visit(packetAt(whole, 0, header)) === "drop" ? this.#partial : whole;
      }
      const missing = header === undefined ? 1 : header.end - this.#partialBytes;
      const available = Math.min(missing, this.#chunk.length - this.#offset);
      if (available === 0) return undefined;
      this.#extendPartial(this.#chunk.subarray(this.#offset, this.#offset + available));
      this.#offset += available;
    }
  }

  #extendPartial(bytes: Buffer): void {
    const needed = this.#partialBytes + bytes.length;
    if (needed > this.#partial.length) {
      const grown = Buffer.allocUnsafe(Math.max(needed, 2 * this.#partial.length, 64));
      this.#partial.copy(grown, 0, 0, this.#partialBytes);
      this.#partial = grown;
    }
    bytes.copy(this.#partial, this.#partialBytes);
    this.#partialBytes = needed;
  }

  /** Copies the end of the chunk, so that a few bytes do not keep all of it in memory. */
  #keepRest(): void {
    const rest = this.#rest();
    if (rest.length > 0) this.#extendPartial(rest);
    this.#chunk = Buffer.alloc(0);
    this.#offset = 0;
  }

  #rest(): Buffer {
    return this.#chunk.subarray(this.#offset);
  }

  /** Undefined while the header is incomplete. The remaining length has at most four bytes (2.2.3). */
  #readHeader(bytes: Buffer, start: number, end: number): FixedHeader | undefined {
    let remaining = 0;
    for (let index = 0; index < 4; index += 1) {
      const at = start + 1 + index;
      if (at >= end) return undefined;
      const byte = bytes[at] ?? 0;
      remaining += (byte & 0x7f) * 128 ** index;
      if (byte < 0x80) {
        this.#checkSize(at + 1 - start + remaining);
        return { bodyStart: at + 1, end: at + 1 + remaining };
      }
    }
    throw violation("MQTT-4.8.0-1", "the remaining length has more than four bytes");
  }

  #checkSize(sizeBytes: number): void {
    if (sizeBytes <= this.#limitBytes) return;
    throw new RaeError("packet-too-large", `a packet of ${sizeBytes} bytes is over the limit`, {
      details: { sizeBytes, limitBytes: this.#limitBytes },
    });
  }
}

function packetAt(bytes: Buffer, start: number, { bodyStart, end }: FixedHeader): Packet {
  const first = bytes[start] ?? 0;
  return { type: first >> 4, flags: first & 0x0f, bytes, bodyStart, end };
}
