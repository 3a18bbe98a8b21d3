/**
 * Frames as LG's manuals give them ("External control device setup", Transmission / Receiving Protocol):
 *
 * ```
 * request  = command1 command2 SP set-id 1*(SP data) CR
 * ok       = command2 SP set-id SP "OK" data "x"
 * error    = command2 SP set-id SP "NG" data "x"
 * command1 = "j" / "k" / "m" / "x" / "d" / "f"
 * set-id   = 2HEXDIG    ; 00 is every set, 01 to 63 is set 1 to 99
 * data     = 2HEXDIG    ; FF reads
 * ```
 */
export interface LgRequest {
  /** Both command letters, lower case. */
  readonly command: string;
  readonly setId: number;
  /** Bytes as numbers. */
  readonly data: readonly number[];
}

const pattern = /^([a-z])([a-z]) ([0-9a-f]{2})((?: [0-9a-f]{2}){1,8})$/i;

/** Reads what stood before a carriage return; undefined if it is no request. */
export function parseRequest(line: string): LgRequest | undefined {
  const [, first = "", second = "", setId = "", data = ""] = pattern.exec(line) ?? [];
  if (first === "") return undefined;
  return {
    command: `${first}${second}`.toLowerCase(),
    setId: Number.parseInt(setId, 16),
    data: data
      .trim()
      .split(" ")
      .map((pair) => Number.parseInt(pair, 16)),
  };
}

/** An answer: `OK` or `NG` with two digits of data, or with text for what is no number. */
export function formatReply(
  command: string,
  setId: number,
  verdict: "OK" | "NG",
  data: number | string,
): string {
  const shown = typeof data === "number" ? hexPair(data) : data;
  return `${command.slice(1)} ${hexPair(setId)} ${verdict}${shown}x`;
}

export function hexPair(value: number): string {
  return value.toString(16).padStart(2, "0");
}

/** Nothing that a set understands is as long. */
const lineLimitBytes = 64;

/** Gathers bytes into lines that end with CR. A line that is too long is dropped up to its end. */
export class LineGatherer {
  #line = "";
  #overlong = false;

  push(bytes: Buffer): readonly string[] {
    const lines: string[] = [];
    for (const byte of bytes) {
      if (byte === 0x0d) {
        if (!this.#overlong) lines.push(this.#line);
        this.#line = "";
        this.#overlong = false;
      } else if (byte !== 0x0a) {
        if (this.#line.length < lineLimitBytes) this.#line += String.fromCharCode(byte);
        else this.#overlong = true;
      }
    }
    return lines;
  }
}
