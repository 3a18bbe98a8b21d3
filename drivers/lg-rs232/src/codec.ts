/*
 * LG RS-232C, ASCII at 9600 8N1. Set id and data are hexadecimal, two digits; data FF reads.
 *
 *   command = c1 c2 SP set-id SP data CR      "ka 01 01\r"
 *   reply   = c2 SP set-id SP ("OK" | "NG") data "x"      "a 01 OK01x"
 *
 * Set id 00 speaks to every set on the line. Nothing frames a reply but its own form: what stands before it is noise, as a
 * set's own start gives it.
 */

/** One command, by its two letters in LG's table. */
export interface LgCommand {
  readonly letters: string;
  readonly data: number;
}

export interface LgReply {
  /** The second letter of the command that it answers. */
  readonly letter: string;
  readonly setId: number;
  readonly accepted: boolean;
  /** The value, or for a refusal its reason; undefined if the set gave none. */
  readonly data: number | undefined;
}

/** Data that asks for the present value. */
export const readData = 0xff;

const replyPattern = /([a-z]) ([0-9a-f]{2}) (OK|NG)((?:[0-9a-f]{2})*)x$/i;

/** Longer than any reply: what is longer without one is noise, and no search looks at more. */
const bufferLimit = 64;

export function encodeCommand(command: LgCommand, setId: number): string {
  return `${command.letters} ${hex(setId)} ${hex(command.data)}\r`;
}

/** Finds replies in a stream of pieces of any size. */
export class LgReplyDecoder {
  #buffer = "";

  /** Takes the next piece and returns the replies that it completes. */
  push(bytes: Uint8Array): LgReply[] {
    const replies: LgReply[] = [];
    for (const byte of bytes) {
      this.#buffer += String.fromCharCode(byte);
      const match = byte === endOfReply ? replyPattern.exec(this.#buffer) : null;
      if (match !== null) {
        this.#buffer = "";
        replies.push(replyOf(match));
      } else if (this.#buffer.length > bufferLimit) {
        this.#buffer = this.#buffer.slice(-bufferLimit);
      }
    }
    return replies;
  }

  /** Forgets half a reply. */
  reset(): void {
    this.#buffer = "";
  }
}

const endOfReply = "x".charCodeAt(0);

function replyOf(match: RegExpExecArray): LgReply {
  const [, letter = "", setId = "", word = "", data = ""] = match;
  return {
    letter: letter.toLowerCase(),
    setId: Number.parseInt(setId, 16),
    accepted: word.toUpperCase() === "OK",
    data: data === "" ? undefined : Number.parseInt(data, 16),
  };
}

function hex(value: number): string {
  return value.toString(16).padStart(2, "0").toUpperCase();
}
