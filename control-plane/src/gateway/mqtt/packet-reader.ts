import { isUtf8 } from "node:buffer";
import type { Packet } from "./packet-framer.ts";
import { violation } from "./violation.ts";

/** Reads the fields of one packet's body from its beginning (MQTT 3.1.1, 1.5). */
export class PacketReader {
  readonly #bytes: Buffer;
  readonly #end: number;
  #at: number;

  constructor({ bytes, bodyStart, end }: Packet) {
    this.#bytes = bytes;
    this.#at = bodyStart;
    this.#end = end;
  }

  get leftBytes(): number {
    return this.#end - this.#at;
  }

  byte(statement: string): number {
    this.#need(1, statement);
    const value = this.#bytes[this.#at] ?? 0;
    this.#at += 1;
    return value;
  }

  uint16(statement: string): number {
    this.#need(2, statement);
    const value = this.#bytes.readUInt16BE(this.#at);
    this.#at += 2;
    return value;
  }

  /** A packet identifier, which must not be 0. */
  packetId(): number {
    const id = this.uint16("MQTT-2.3.1-1");
    if (id === 0) throw violation("MQTT-2.3.1-1", "the packet identifier is 0");
    return id;
  }

  /** Bytes with a length before them. */
  binary(statement: string): Buffer {
    const length = this.uint16(statement);
    this.#need(length, statement);
    const value = this.#bytes.subarray(this.#at, this.#at + length);
    this.#at += length;
    return value;
  }

  /** The bytes of a UTF-8 string: well-formed, without surrogates and without U+0000 (1.5.3). */
  text(statement: string): Buffer {
    const value = this.binary(statement);
    if (!isUtf8(value)) throw violation("MQTT-1.5.3-1", "a string is not well-formed UTF-8");
    if (value.includes(0)) throw violation("MQTT-1.5.3-2", "a string contains U+0000");
    return value;
  }

  /** Nothing may follow. */
  finish(statement: string): void {
    if (this.leftBytes > 0) throw violation(statement, "the packet is longer than its fields");
  }

  #need(sizeBytes: number, statement: string): void {
    if (this.leftBytes < sizeBytes) throw violation(statement, "the packet ends inside a field");
  }
}
