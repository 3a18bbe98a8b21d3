import type { TerminalToken } from "./terminal-scanner.ts";

/** A part of the output, as positions in the stream. */
export interface OutputRange {
  readonly from: number;
  readonly to: number;
}

/** A line that was typed, behind what stands before it: a line editor that draws anew draws this too. */
export class EchoTarget {
  readonly promptLength: number;
  readonly line: Uint8Array;

  constructor(prompt: Uint8Array, typed: Uint8Array) {
    this.promptLength = prompt.length;
    this.line = Uint8Array.of(...prompt, ...typed);
  }
}

export interface EchoPlace {
  /** Position where the line of output begins. */
  readonly from: number;
  /** Whether the prompt is there already. */
  readonly behindPrompt: boolean;
  /** Whether it is the place where the echo is due: right behind what was written. */
  readonly isDue: boolean;
}

/** An echo that takes more output than this is none. */
const lengthLimit = 16 * 1024;

/** No terminal is so narrow that it would wrap before. */
const narrowest = 20;

/** Marks that a line editor which scrolls sideways puts in the place of what is left of them (readline, IOS). */
const scrollMarks = new Set([0x3c, 0x24]);

const blank = 0x20;
const bracket = 0x5b;

/**
 * One guess that a line of output is the echo of what was typed. It follows where the cursor may stand in prompt and line: a
 * character of the line moves it on, any motion may take it back to where it has been, and blanks, doubled characters and line
 * ends at the margin leave it. So an echo is known however the terminal wraps, draws anew, doubles or colours it.
 */
export class EchoTrace {
  readonly from: number;
  readonly #place: EchoPlace;
  readonly #line: Uint8Array;
  readonly #promptLength: number;
  #cursors: Set<number>;
  #furthest: number;
  #completeAt: number | undefined;
  #returnAt: number | undefined;
  #hasMoved: boolean;
  #isColoured = false;
  /** Text amidst the echo that is not of it: a suggestion in colour, ended by a motion, or a message of the kernel, by a line's end. */
  #aside: "suggestion" | "message" | undefined;

  constructor({ line, promptLength }: EchoTarget, place: EchoPlace) {
    this.from = place.from;
    this.#place = place;
    this.#line = line;
    this.#promptLength = promptLength;
    this.#furthest = place.behindPrompt ? promptLength : 0;
    this.#cursors = new Set([this.#furthest, promptLength]);
    this.#hasMoved = !place.isDue;
  }

  /** Whether some of what was typed has been seen: then the output from here on is nobody's answer yet. */
  get isOwn(): boolean {
    return this.#furthest > this.#promptLength;
  }

  /** In how many places the cursor may stand: what the next code costs. */
  get width(): number {
    return this.#cursors.size;
  }

  get isDue(): boolean {
    return this.#place.isDue;
  }

  /** Takes a code at a position; the echo once it is whole, "none" if it is none, undefined as long as it may become one. */
  take(token: TerminalToken, code: number, at: number): OutputRange | "none" | undefined {
    if (at - this.from > lengthLimit) return this.#notEcho();
    switch (token) {
      case "control":
        return undefined;
      case "colour":
        this.#isColoured = this.isOwn && this.isDue;
        return undefined;
      case "feed":
        return this.#feed(at);
      case "text":
        return this.#text(code, at);
      default:
        if (token === "return" && this.#completeAt !== undefined) this.#returnAt ??= at;
        if (this.#aside !== "message") this.#move();
        return undefined;
    }
  }

  #feed(at: number): OutputRange | "none" | undefined {
    if (this.#aside === "suggestion") return "none";
    if (this.#aside === undefined && this.#cursors.has(this.#line.length)) {
      return { from: this.from, to: at };
    }
    if (!this.isOwn) return "none";
    // Some editors end the line at the margin themselves (busybox sends CR LF there).
    if (this.#aside === undefined && this.#furthest < narrowest) return this.#notEcho();
    this.#move();
    return undefined;
  }

  #move(): void {
    this.#aside = undefined;
    this.#isColoured = false;
    this.#hasMoved = true;
    for (let cursor = 0; cursor <= this.#furthest; cursor += 1) this.#cursors.add(cursor);
  }

  #text(code: number, at: number): OutputRange | "none" | undefined {
    if (this.#aside !== undefined) return undefined;
    const next = this.#after(code);
    if (this.#hasMoved && scrollMarks.has(code)) {
      for (const cursor of this.#line.keys()) next.add(cursor);
    }
    this.#hasMoved = false;
    if (next.size === 0) {
      if (!this.isDue || !this.isOwn) return this.#notEcho();
      if (!this.#isColoured && code !== bracket) return this.#notEcho();
      this.#aside = this.#isColoured ? "suggestion" : "message";
      return undefined;
    }
    this.#cursors = next;
    if (next.has(this.#line.length)) this.#completeAt ??= at + 1;
    return undefined;
  }

  #after(code: number): Set<number> {
    const line = this.#line;
    const next = new Set<number>();
    for (const cursor of this.#cursors) {
      if (line[cursor] === code) {
        next.add(cursor + 1);
        this.#furthest = Math.max(this.#furthest, cursor + 1);
      }
      const isDoubled = cursor > this.#promptLength && line[cursor - 1] === code;
      if (code === blank || isDoubled) next.add(cursor);
      // Two that echo, the line and the device: the whole line again.
      if (cursor === line.length && line[this.#promptLength] === code) {
        next.add(this.#promptLength + 1);
      }
    }
    return next;
  }

  /** Something else stands here. If the line was whole before it, it ended with CR alone or, where it was due, by itself. */
  #notEcho(): OutputRange | "none" {
    if (this.#returnAt !== undefined) return { from: this.from, to: this.#returnAt };
    if (this.isDue && this.#completeAt !== undefined) {
      return { from: this.from, to: this.#completeAt };
    }
    return "none";
  }
}
