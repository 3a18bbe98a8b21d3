const iac = 0xff;
const [se, sb, will, wont, doIt, dont] = [0xf0, 0xfa, 0xfb, 0xfc, 0xfd, 0xfe];
const [echo, suppressGoAhead, terminalType, windowSize] = [1, 3, 24, 31];
const [nul, carriageReturn, lineFeed] = [0x00, 0x0d, 0x0a];
const offered = new Set([echo, suppressGoAhead, terminalType, windowSize]);

/** What a serial server with telnet says first: it echoes, and asks for the terminal's type and size (RFC 857, 858, 1091, 1073). */
export const telnetGreeting = Buffer.from([
  ...[iac, will, echo, iac, will, suppressGoAhead],
  ...[iac, doIt, terminalType, iac, doIt, windowSize],
]);

/** Bytes of a device as telnet carries them: 255 doubled, and NUL after a carriage return that no line feed follows (RFC 854). */
export function encodeTelnet(bytes: Uint8Array): Buffer {
  const out: number[] = [];
  for (const [index, byte] of bytes.entries()) {
    out.push(byte);
    if (byte === iac) out.push(iac);
    if (byte === carriageReturn && bytes[index + 1] !== lineFeed) out.push(nul);
  }
  return Buffer.from(out);
}

type Place = "data" | "command" | "option" | "parameters" | "parameters-command";

/** Takes telnet's commands out of what a client sends, wherever the pieces are cut, and says what they are answered. */
export class TelnetDecoder {
  #place: Place = "data";
  #verb = 0;
  #afterCarriageReturn = false;

  push(bytes: Uint8Array): { readonly data: Buffer; readonly reply: Buffer } {
    const data: number[] = [];
    const reply: number[] = [];
    for (const byte of bytes) this.#take(byte, data, reply);
    return { data: Buffer.from(data), reply: Buffer.from(reply) };
  }

  #take(byte: number, data: number[], reply: number[]): void {
    switch (this.#place) {
      case "data":
        if (byte === iac) this.#place = "command";
        else this.#keep(byte, data);
        return;
      case "command":
        this.#verb = byte;
        this.#place = byte === sb ? "parameters" : byte >= will ? "option" : "data";
        if (byte !== iac) return;
        this.#place = "data";
        this.#keep(byte, data);
        return;
      case "option":
        this.#place = "data";
        // What it did not offer it refuses; an answer to an answer would go round for ever.
        if (offered.has(byte)) return;
        if (this.#verb === doIt) reply.push(iac, wont, byte);
        if (this.#verb === will) reply.push(iac, dont, byte);
        return;
      case "parameters":
        if (byte === iac) this.#place = "parameters-command";
        return;
      case "parameters-command":
        this.#place = byte === se ? "data" : "parameters";
    }
  }

  #keep(byte: number, data: number[]): void {
    const isFiller = this.#afterCarriageReturn && byte === nul;
    this.#afterCarriageReturn = byte === carriageReturn;
    if (!isFiller) data.push(byte);
  }
}
