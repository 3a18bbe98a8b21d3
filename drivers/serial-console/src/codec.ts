import type { AttributeValue } from "@rae/driver";
import { TerminalScanner } from "./terminal-scanner.ts";

/*
 * A console's output, as bytes ↔ what it tells.
 *
 *   output = { line end } partial       end = LF | CR LF | CR, where something else comes next
 *   boot   = a line that only a starting system writes
 *   login  = partial ending in "login:"     shell = partial ending in a prompt
 *
 * The first value of an attribute after a boot counts until the next boot: what a person lists later (neighbours' MAC
 * addresses) must not become the device's own.
 */

export type ConsoleState = "silent" | "booting" | "login" | "shell";

/** A regular expression that a line is held against, whole. */
export interface LinePattern {
  exec(line: string): ArrayLike<string> | null;
}

/** Where an attribute's value stands in a line: the first group of the pattern. */
export interface AttributePattern {
  readonly attribute: string;
  readonly pattern: LinePattern;
}

export interface ConsolePatterns {
  readonly attributes: readonly AttributePattern[];
  readonly boot: LinePattern;
  readonly login: LinePattern;
  readonly shell: LinePattern;
}

const mac = "(?:[0-9a-f]{2}:){5}[0-9a-f]{2}";

export const defaultPatterns: ConsolePatterns = {
  attributes: [
    {
      attribute: "identity.mac",
      // Neither nothing, nor everybody, nor a group (an odd first byte).
      pattern: new RegExp(
        `(?<![0-9a-f:])(?!00:00:00:00:00:00)(?=[0-9a-f][02468ace]:)(${mac})(?![0-9a-f:])`,
        "i",
      ),
    },
    { attribute: "identity.esn", pattern: /\bESN\s{0,4}[:=]\s{0,4}([A-Z0-9][A-Z0-9-]{5,63})/i },
    {
      attribute: "identity.serial",
      // Not the kernel's "Serial: 8250/16550 driver".
      pattern:
        /\bserial(?:\s?(?:no\.?|number|#))?\s{0,4}[:=]\s{0,4}([A-Z0-9][A-Z0-9-]{3,63})(?![\w/-])/i,
    },
    {
      attribute: "model.name",
      pattern: /\b(?:machine model|hardware name|model)\s{0,4}[:=]\s{0,4}(\S[^\r]{0,62}\S)/i,
    },
    {
      attribute: "firmware.version",
      pattern: /\b(?:firmware|software)(?: version)?\s{0,4}[:=]\s{0,4}(\S{1,64})/i,
    },
    { attribute: "x.console.kernel", pattern: /\bLinux version (\S{1,64})/ },
  ],
  boot: /^U-Boot(?: SPL)? \d|\bStarting kernel\b|\bLinux version \d|\bBooting Linux\b/,
  login: /(?:^|\s)login: ?$/,
  shell: /^[^\r]{0,80}[#$] $/,
};

/** A line or a prompt longer than this is looked at no further; it bounds every pattern's input. */
const lineLimit = 1024;

/** Reads a console's output for what it tells of the device. */
export class ConsoleReader {
  readonly #patterns: ConsolePatterns;
  readonly #values = new Map<string, AttributeValue>();
  readonly #settled = new Set<string>();
  readonly #fresh = new Set<string>();
  readonly #marks = new Set<string>();
  #scanner = new TerminalScanner();
  #shown = "";
  #isReturned = false;
  #hasFeeds = false;
  #hasReturns = false;
  #state: ConsoleState = "silent";

  constructor(patterns: ConsolePatterns) {
    this.#patterns = patterns;
  }

  get state(): ConsoleState {
    return this.#state;
  }

  /** What is known of the device, without the console's own state. */
  get values(): ReadonlyMap<string, AttributeValue> {
    return this.#values;
  }

  /** Names of the values that were not read since this was last asked. */
  takeRecalled(): readonly string[] {
    const recalled = [...this.#values.keys()].filter((name) => !this.#fresh.has(name));
    this.#fresh.clear();
    return recalled;
  }

  /** What the terminal shows on the line that has no end yet, the newest of it. */
  get shown(): string {
    return this.#shown.slice(-lineLimit);
  }

  /** Whether lines have ended with CR and none with LF. */
  get endsLinesWithReturn(): boolean {
    return this.#hasReturns && !this.#hasFeeds;
  }

  /** Takes output, in pieces of any size. */
  push(text: string): void {
    for (const character of text) this.#take(character);
    this.#readPrompt();
  }

  /** Forgets half a line, for what follows does not belong to it. */
  interrupted(): void {
    this.#scanner = new TerminalScanner();
    this.#startLine();
  }

  /** Whether a terminal that shows this waits for a line. */
  isPrompt(shown: string): boolean {
    return this.#patterns.shell.exec(shown) !== null || this.#patterns.login.exec(shown) !== null;
  }

  #take(character: string): void {
    const token = this.#scanner.take(character.codePointAt(0) ?? 0);
    if (token === "return") this.#isReturned = true;
    else if (token === "back") this.#shown = this.#shown.slice(0, -1);
    else if (token === "feed") {
      this.#hasFeeds = true;
      this.#endLine();
    } else if (token === "text") {
      // Some consoles end lines with CR alone, and one that writes over its line has ended what it wrote before.
      if (this.#isReturned) this.#endLine();
      if (this.#shown.length >= 2 * lineLimit) this.#shown = this.#shown.slice(-lineLimit);
      this.#shown += character;
    }
  }

  #endLine(): void {
    this.#hasReturns ||= this.#isReturned && this.#shown !== "";
    this.#readLine(this.#shown.slice(0, lineLimit));
    this.#startLine();
  }

  #startLine(): void {
    this.#shown = "";
    this.#isReturned = false;
  }

  #readLine(line: string): void {
    const mark = this.#patterns.boot.exec(line)?.[0];
    if (mark !== undefined) this.#noteBoot(mark);
    for (const { attribute, pattern } of this.#patterns.attributes) {
      if (this.#settled.has(attribute)) continue;
      const value = pattern.exec(line)?.[1]?.trim();
      if (value === undefined || value === "") continue;
      this.#settled.add(attribute);
      this.#fresh.add(attribute);
      this.#values.set(attribute, attribute === "identity.mac" ? value.toLowerCase() : value);
    }
  }

  /** A boot has several marks, each once: one seen again, or one after a prompt, is the next boot. */
  #noteBoot(mark: string): void {
    if (this.#state !== "booting" || this.#marks.has(mark)) {
      this.#settled.clear();
      this.#marks.clear();
    }
    this.#marks.add(mark);
    this.#state = "booting";
  }

  #readPrompt(): void {
    const { shown } = this;
    if (this.#patterns.login.exec(shown) !== null) this.#state = "login";
    else if (this.#patterns.shell.exec(shown) !== null) this.#state = "shell";
  }
}
