import { type EchoPlace, EchoTarget, EchoTrace, type OutputRange } from "./echo-trace.ts";
import { TerminalScanner } from "./terminal-scanner.ts";
import { decodeText } from "./text.ts";

export interface TypedInput {
  readonly text: string;
  /** Position of the stream where its echo is due. */
  readonly from: number;
  /** What the terminal shows before it on the same line. */
  readonly prompt: string;
  /** Whether the console ends its lines with CR alone. */
  readonly endsWithReturn: boolean;
  /** Whether a terminal that shows this waits for a line. */
  readonly isPrompt: (shown: string) => boolean;
}

/** A prompt that is longer is not looked for. */
const promptLimit = 128;

/** Of guesses that are under way; a device that draws the same again and again cannot have more. */
const traceLimit = 64;

/** Of places looked at beyond one for each code; a terminal that redraws a line of 1024 characters for each of them needs less. */
export const workLimit = 4_000_000;

/** Blanks and the marks of a line editor that scrolls sideways. */
const blankBeginnings = [0x20, 0x3c, 0x24];

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
  readonly #targets: readonly EchoTarget[];
  /** What a line that is our input can begin with. */
  readonly #beginnings: ReadonlySet<number | undefined>;
  #traces: EchoTrace[] = [];
  #shown: number[] = [];
  #lineFrom: number;
  #isLineNew = false;
  #work = 0;

  constructor(input: TypedInput) {
    this.#input = input;
    this.#lineFrom = input.from;
    const lines = new Set(input.text.split(/[\r\n]/).map(withoutControls));
    this.#lines = [...lines].filter((line) => line !== "").map(encode);
    this.#targets = this.#targetsBehind(encode(input.prompt));
    const firsts = this.#targets.flatMap(({ line, promptLength }) => [line[0], line[promptLength]]);
    this.#beginnings = new Set([...firsts, ...blankBeginnings]);
    this.#begin(this.#targets, { from: input.from, behindPrompt: true, isDue: true });
  }

  /** Places that were looked at beyond one for each code. At `workLimit` nothing more is taken for our input. */
  get work(): number {
    return this.#work;
  }

  /** Takes output in order, beginning where the echo is due. */
  push(bytes: Uint8Array, from: number): void {
    if (this.#work >= workLimit) this.#traces = [];
    if (this.#lines.length === 0 || this.#work >= workLimit) return;
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
    const scanned = this.#scanner.take(code);
    const token = scanned === "return" && this.#input.endsWithReturn ? "feed" : scanned;
    if (token === "text") this.#beginAt(code);
    this.#traces = this.#traces.filter((trace) => {
      if (this.#work >= workLimit) return false;
      this.#work += trace.width - 1;
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
    this.#isLineNew = true;
    this.#traces = this.#traces.filter(({ isOwn, isDue }) => isOwn || isDue);
  }

  /** Begins to follow what may be our input from the beginning of a line on, or from the end of a prompt. */
  #beginAt(code: number): void {
    const from = this.#lineFrom;
    if (this.#isLineNew && this.#beginnings.has(code)) {
      this.#begin(this.#targets, { from, behindPrompt: false, isDue: false });
    }
    this.#isLineNew = false;
    if (!this.#endsPrompt(code)) return;
    const targets = this.#targetsBehind(Uint8Array.from(this.#shown));
    this.#begin(targets, { from, behindPrompt: true, isDue: false });
  }

  #endsPrompt(code: number): boolean {
    const { length } = this.#shown;
    if (length === 0 || length > promptLimit) return false;
    if (!this.#lines.some((line) => line[0] === code)) return false;
    return this.#input.isPrompt(decodeText(Uint8Array.from(this.#shown)));
  }

  #targetsBehind(prompt: Uint8Array): readonly EchoTarget[] {
    return this.#lines.map((typed) => new EchoTarget(prompt, typed));
  }

  #begin(targets: readonly EchoTarget[], place: EchoPlace): void {
    const room = Math.max(traceLimit, 2 * this.#lines.length) - this.#traces.length;
    for (const target of targets.slice(0, Math.max(0, room))) {
      this.#traces.push(new EchoTrace(target, place));
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
