import { type List, ShellSyntaxError, UnfinishedLine, type Word, type WordPart } from "./syntax.ts";

const blank = /[ \t]/;
const wordEnd = /[ \t\n;&|()<>]/;
const variableName = /[A-Za-z_][A-Za-z0-9_]*|[?$#0-9]/y;

/** Of substitutions, groups and fallbacks in each other; a person's line has a few. */
export const depthLimit = 50;

/** Reads words of shell input from its front to its end (POSIX.1-2017, Shell Command Language, 2.2 and 2.6). */
export class WordReader {
  readonly text: string;
  readonly #readList: (text: string) => List;
  #depth = 0;
  at = 0;

  /** `readList` reads what stands in a command substitution. */
  constructor(text: string, readList: (text: string) => List) {
    this.text = text;
    this.#readList = readList;
  }

  get isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  skipBlanks(): void {
    for (;;) {
      while (blank.test(this.text.charAt(this.at))) this.at += 1;
      if (this.text.startsWith("\\\n", this.at)) this.at += 2;
      else break;
    }
    // A comment begins where a word could, and ends with its line.
    if (this.text.charAt(this.at) !== "#") return;
    while (!this.isAtEnd && this.text.charAt(this.at) !== "\n") this.at += 1;
  }

  /** Takes `symbol` if it is next. */
  take(symbol: string): boolean {
    if (!this.text.startsWith(symbol, this.at)) return false;
    this.at += symbol.length;
    return true;
  }

  /** The unquoted word that is next, without taking it; empty if none is. */
  peekName(): string {
    let end = this.at;
    while (end < this.text.length && !wordEnd.test(this.text.charAt(end))) end += 1;
    return this.text.slice(this.at, end);
  }

  /** The word that is next; undefined if an operator or the end is. */
  word(): Word | undefined {
    const parts: WordPart[] = [];
    while (!this.isAtEnd && !wordEnd.test(this.text.charAt(this.at))) this.#part(parts);
    return parts.length === 0 ? undefined : parts;
  }

  #part(parts: WordPart[]): void {
    const char = this.text.charAt(this.at);
    switch (char) {
      case "'":
        parts.push({ kind: "text", text: this.#upTo("'"), quoted: true });
        return;
      case '"':
        this.at += 1;
        this.#doubleQuoted(parts);
        return;
      case "\\":
        if (this.at + 1 >= this.text.length) throw new UnfinishedLine("a backslash ends the line");
        parts.push({ kind: "text", text: this.text.charAt(this.at + 1), quoted: true });
        this.at += 2;
        return;
      case "$":
      case "`":
        parts.push(this.#expansion(false));
        return;
      default:
        parts.push({ kind: "text", text: char, quoted: false });
        this.at += 1;
    }
  }

  #doubleQuoted(parts: WordPart[]): void {
    // An empty string in quotes is a word, too.
    parts.push({ kind: "text", text: "", quoted: true });
    while (!this.take('"')) {
      if (this.isAtEnd) throw new UnfinishedLine("a quote is open");
      const char = this.text.charAt(this.at);
      if (char === "$" || char === "`") {
        parts.push(this.#expansion(true));
        continue;
      }
      const next = this.text.charAt(this.at + 1);
      const isEscape = char === "\\" && next !== "" && '$`"\\'.includes(next);
      parts.push({ kind: "text", text: isEscape ? next : char, quoted: true });
      this.at += isEscape ? 2 : 1;
    }
  }

  #expansion(quoted: boolean): WordPart {
    if (this.text.charAt(this.at) === "`") {
      return { kind: "command", list: this.#readList(this.#upTo("`")), quoted };
    }
    this.at += 1;
    if (this.take("((")) return { kind: "arithmetic", expression: this.#balanced("))"), quoted };
    if (this.take("("))
      return { kind: "command", list: this.#readList(this.#balanced(")")), quoted };
    const isBraced = this.take("{");
    variableName.lastIndex = this.at;
    const name = variableName.exec(this.text)?.[0];
    if (name === undefined) {
      if (isBraced) throw new ShellSyntaxError("syntax error: bad substitution");
      return { kind: "text", text: "$", quoted };
    }
    this.at += name.length;
    const fallback = isBraced ? this.#restOfBraces() : undefined;
    return { kind: "variable", name, fallback, quoted };
  }

  #restOfBraces(): Word | undefined {
    if (this.take("}")) return undefined;
    if (!this.take(":-")) throw new ShellSyntaxError("syntax error: bad substitution");
    this.#depth += 1;
    if (this.#depth > depthLimit) throw new ShellSyntaxError("syntax error: nested too deep");
    const parts: WordPart[] = [];
    while (!this.take("}")) {
      if (this.isAtEnd) throw new UnfinishedLine("a brace is open");
      this.#part(parts);
    }
    this.#depth -= 1;
    return parts;
  }

  /** What stands between the character that is next and `end`. */
  #upTo(end: string): string {
    const from = this.at + 1;
    const to = this.text.indexOf(end, from);
    if (to < 0) throw new UnfinishedLine("a quote is open");
    this.at = to + 1;
    return this.text.slice(from, to);
  }

  /** What stands before the `end` that closes what is open, parentheses inside of it left whole. */
  #balanced(end: string): string {
    const from = this.at;
    let depth = 0;
    let quote = "";
    for (; !this.isAtEnd; this.at += 1) {
      const char = this.text.charAt(this.at);
      if (quote !== "") {
        if (char === quote) quote = "";
      } else if (char === "'" || char === '"') {
        quote = char;
      } else if (depth === 0 && this.text.startsWith(end, this.at)) {
        const inside = this.text.slice(from, this.at);
        this.at += end.length;
        return inside;
      } else if (char === "(") {
        depth += 1;
      } else if (char === ")") {
        depth -= 1;
      }
    }
    throw new UnfinishedLine("a parenthesis is open");
  }
}
