import {
  type AndOr,
  type Command,
  type List,
  type Pipeline,
  type Redirect,
  ShellSyntaxError,
  UnfinishedLine,
  type Word,
} from "./syntax.ts";
import { depthLimit, WordReader } from "./word-reader.ts";

const assignment = /^([A-Za-z_][A-Za-z0-9_]*)=/;
/** Words that end a list, and so begin no command. */
const closers: readonly string[] = ["then", "elif", "else", "fi", "do", "done", "}", ")"];

/**
 * Reads shell input: lists by `;`, newline, `&&`, `||` and `|`, `if`, `while`, `until`, `for`, groups, redirections of output. What runs
 * in the background on a real shell (`&`) runs in the foreground here.
 * @throws ShellSyntaxError, or UnfinishedLine if more input could make it whole.
 */
export function parseShell(text: string, depth = 0): List {
  if (depth > depthLimit) throw new ShellSyntaxError("syntax error: nested too deep");
  const reader = new WordReader(text, (inner) => parseShell(inner, depth + 1));
  const parser = new Parser(reader, depth);
  const list = parser.list([]);
  if (!reader.isAtEnd) throw parser.unexpected();
  return list;
}

class Parser {
  readonly #reader: WordReader;
  #depth: number;

  constructor(reader: WordReader, depth: number) {
    this.#reader = reader;
    this.#depth = depth;
  }

  /** A list up to one of the words that end it, which is left where it is. */
  list(ends: readonly string[]): List {
    const items: AndOr[] = [];
    for (;;) {
      this.#skipLines();
      const name = this.#next();
      if (this.#reader.isAtEnd) {
        if (ends.length > 0) throw new UnfinishedLine(`${ends.join(" or ")} is missing`);
        return items;
      }
      if (ends.includes(name)) return items;
      items.push(this.#andOr());
      this.#reader.skipBlanks();
      const isParted = [";", "&", "\n"].some((symbol) => this.#reader.take(symbol));
      if (!isParted && !this.#reader.isAtEnd && !ends.includes(this.#next())) {
        throw this.unexpected();
      }
    }
  }

  unexpected(): Error {
    const what = this.#next() || this.#reader.text.charAt(this.#reader.at);
    return new ShellSyntaxError(`syntax error: unexpected "${what}"`);
  }

  #andOr(): AndOr {
    const first = this.#pipeline();
    const rest: { operator: "&&" | "||"; pipeline: Pipeline }[] = [];
    for (;;) {
      this.#reader.skipBlanks();
      const operator = (["&&", "||"] as const).find((symbol) => this.#reader.take(symbol));
      if (operator === undefined) return { first, rest };
      this.#skipLines();
      rest.push({ operator, pipeline: this.#pipeline() });
    }
  }

  #pipeline(): Pipeline {
    const negated = this.#takeWord("!");
    const commands = [this.#command()];
    for (;;) {
      this.#reader.skipBlanks();
      if (this.#reader.text.startsWith("||", this.#reader.at) || !this.#reader.take("|")) break;
      this.#skipLines();
      commands.push(this.#command());
    }
    return { negated, commands };
  }

  #command(): Command {
    this.#reader.skipBlanks();
    if (this.#reader.isAtEnd) throw new UnfinishedLine("a command is missing");
    if (this.#reader.take("(")) return this.#nested(() => this.#group(")"));
    switch (this.#next()) {
      case "{":
        this.#takeWord("{");
        return this.#nested(() => this.#group("}"));
      case "if":
        return this.#nested(() => this.#if());
      case "while":
      case "until":
        return this.#nested(() => this.#loop());
      case "for":
        return this.#nested(() => this.#for());
      default:
        return this.#simple();
    }
  }

  #nested(read: () => Command): Command {
    this.#depth += 1;
    if (this.#depth > depthLimit) throw new ShellSyntaxError("syntax error: nested too deep");
    const command = read();
    this.#depth -= 1;
    return command;
  }

  #group(end: string): Command {
    const list = this.list([end]);
    this.#expect(end);
    return { kind: "group", list };
  }

  #if(): Command {
    const branches: { condition: List; body: List }[] = [];
    this.#expect("if");
    do {
      const condition = this.list(["then"]);
      this.#expect("then");
      branches.push({ condition, body: this.list(["elif", "else", "fi"]) });
    } while (this.#takeWord("elif"));
    const otherwise = this.#takeWord("else") ? this.list(["fi"]) : undefined;
    this.#expect("fi");
    return { kind: "if", branches, otherwise };
  }

  #loop(): Command {
    const until = this.#takeWord("until");
    if (!until) this.#expect("while");
    const condition = this.list(["do"]);
    return { kind: "loop", condition, body: this.#body(), until };
  }

  #for(): Command {
    this.#expect("for");
    this.#reader.skipBlanks();
    const name = this.#next();
    if (!assignment.test(`${name}=`)) throw this.unexpected();
    this.#takeWord(name);
    this.#skipLines();
    this.#expect("in");
    const words: Word[] = [];
    for (;;) {
      this.#reader.skipBlanks();
      const word = this.#reader.word();
      if (word === undefined) break;
      words.push(word);
    }
    this.#reader.take(";");
    this.#skipLines();
    return { kind: "for", name, words, body: this.#body() };
  }

  #body(): List {
    this.#expect("do");
    const body = this.list(["done"]);
    this.#expect("done");
    return body;
  }

  #simple(): Command {
    const assignments: { name: string; value: Word }[] = [];
    const words: Word[] = [];
    const redirects: Redirect[] = [];
    for (;;) {
      this.#reader.skipBlanks();
      const redirect = this.#redirect();
      if (redirect !== undefined) {
        redirects.push(redirect);
        continue;
      }
      const name = this.#next();
      if (words.length === 0 && closers.includes(name)) throw this.unexpected();
      const assigned = words.length === 0 ? assignment.exec(name) : null;
      if (assigned !== null) {
        this.#reader.at += assigned[0].length;
        assignments.push({ name: assigned[1] ?? "", value: this.#reader.word() ?? [] });
        continue;
      }
      const word = this.#reader.word();
      if (word === undefined) break;
      words.push(word);
    }
    if (assignments.length + words.length + redirects.length === 0) throw this.unexpected();
    return { kind: "simple", assignments, words, redirects };
  }

  #redirect(): Redirect | undefined {
    const { text } = this.#reader;
    const found = /(?:([12])?(>>?))(?:&([12]))?/y;
    found.lastIndex = this.#reader.at;
    const [all, from = "1", , to] = found.exec(text) ?? [];
    if (all === undefined) return undefined;
    this.#reader.at += all.length;
    const descriptor = from === "2" ? 2 : 1;
    if (to !== undefined) return { descriptor, target: to === "2" ? 2 : 1 };
    this.#reader.skipBlanks();
    const target = this.#reader.word();
    if (target === undefined) throw this.unexpected();
    return { descriptor, target };
  }

  /** The unquoted word or closing parenthesis that is next. */
  #next(): string {
    this.#reader.skipBlanks();
    const name = this.#reader.peekName();
    return name === "" && this.#reader.text.charAt(this.#reader.at) === ")" ? ")" : name;
  }

  #takeWord(word: string): boolean {
    return this.#next() === word && this.#reader.take(word);
  }

  #expect(word: string): void {
    if (this.#takeWord(word)) return;
    if (this.#reader.isAtEnd) throw new UnfinishedLine(`${word} is missing`);
    throw this.unexpected();
  }

  #skipLines(): void {
    do this.#reader.skipBlanks();
    while (this.#reader.take("\n"));
  }
}
