import { EchoTrace, type OutputRange } from "./echo-trace.ts";
import { TerminalScanner } from "./terminal-scanner.ts";
import { decodeText } from "./text.ts";

export interface TypedInput {
  readonly text: string;
  /** Position of the stream where its echo is due. */
  readonly from: number;
  /** What the terminal shows before it on the same line. */
  readonly prompt: string;
  /** Whether a terminal that shows this waits for a line. */
  readonly isPrompt: (shown: string) => boolean;
}

/** A prompt that is longer is not looked for. */
const promptLimit = 128;

/** Of guesses that are under way; a device that draws the same again and again cannot have more. */
const traceLimit = 64;

/** Of inputs found; older ones than these lie before all that is looked at. */
const foundLimit = 4096;

/**
 * Finds our own input in a console's output: the echo where it is due, and every later line that is the input, alone or behind a
 * prompt, since a shell that was busy shows what was typed ahead a second time. A line that the device answers in the very words
 * of the input counts as input.
 */
export class OwnInput {
  readonly #input: TypedInput;
  readonly #lines: readonly Uint8Array[];
  readonly #scanner = new TerminalScanner();
  readonly #found: OutputRange[] = [];
  #traces: EchoTrace[] = [];
  #shown: number[] = [];
  #lineFrom: number;

  constructor(input: TypedInput) {
    this.#input = input;
    this.#lineFrom = input.from;
    const lines = new Set(input.text.split(/[\r\n]/).map(withoutControls));
    this.#lines = [...lines].filter((line) => line !== "").map(encode);
    this.#begin(encode(input.prompt), true, input.from, true);
  }

  /** Takes output in order, beginning where the echo is due. */
  push(bytes: Uint8Array, from: number): void {
    if (this.#lines.length === 0) return;
    for (const [offset, code] of bytes.entries()) this.#take(code, from + offset);
    this.#found.splice(0, this.#found.length - foundLimit);
  }

  /** The parts of the output from `from` to `to` that are not our input; what may yet become our input is left out. */
  othersOutput(from: number, to: number): readonly OutputRange[] {
    const end = Math.min(to, ...this.#traces.filter(({ isOwn }) => isOwn).map((own) => own.from));
    const parts: OutputRange[] = [];
    let at = from;
    for (const found of this.#found.toSorted((a, b) => a.from - b.from)) {
      if (found.from > at) parts.push({ from: at, to: Math.min(found.from, end) });
      at = Math.max(at, found.to);
    }
    parts.push({ from: at, to: end });
    return parts.filter((part) => part.to > part.from);
  }

  #take(code: number, at: number): void {
    const token = this.#scanner.take(code);
    if (token === "text" && this.#endsPrompt(code)) {
      this.#begin(Uint8Array.from(this.#shown), true, this.#lineFrom, false);
    }
    this.#traces = this.#traces.filter((trace) => {
      const seen = trace.take(token, code, at);
      if (seen !== undefined && seen !== "none") this.#found.push(seen);
      return seen === undefined;
    });
    if (token === "text" && this.#shown.length <= promptLimit) this.#shown.push(code);
    if (token === "feed" || token === "return") this.#startLine(at + 1);
  }

  #startLine(from: number): void {
    this.#shown = [];
    this.#lineFrom = from;
    this.#traces = this.#traces.filter(({ isOwn }) => isOwn);
    this.#begin(encode(this.#input.prompt), false, from, false);
  }

  #endsPrompt(code: number): boolean {
    const { length } = this.#shown;
    if (length === 0 || length > promptLimit) return false;
    if (!this.#lines.some((line) => line[0] === code)) return false;
    return this.#input.isPrompt(decodeText(Uint8Array.from(this.#shown)));
  }

  #begin(prompt: Uint8Array, behindPrompt: boolean, from: number, isDue: boolean): void {
    for (const typed of this.#lines) {
      if (this.#traces.length >= Math.max(traceLimit, 2 * this.#lines.length)) return;
      this.#traces.push(new EchoTrace({ prompt, typed }, { from, behindPrompt, isDue }));
    }
  }
}

/** What is echoed of a line: control characters show as `^C`, as nothing, or act. */
function withoutControls(line: string): string {
  return [...line].filter((character) => character >= " " && character !== "\u007f").join("");
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
