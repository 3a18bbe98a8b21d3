import type { CommandResult } from "../commands.ts";
import { Expander } from "./expander.ts";
import { bounded, textLimit } from "./limits.ts";
import { type Run, stepOver } from "./run.ts";
import {
  type AndOr,
  type Command,
  type List,
  type Pipeline,
  type Redirect,
  ShellSyntaxError,
} from "./syntax.ts";

/** Where a command reads and writes. */
export interface Streams {
  readonly input: string;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/** Runs a command that is not the shell's own; undefined if there is none of that name. */
export type RunCommand = (
  name: string,
  args: readonly string[],
  input: string,
) => CommandResult | undefined;

/** Leaves loops: `break` and `continue`. */
class LoopExit extends Error {
  readonly again: boolean;
  levels: number;

  constructor(again: boolean, levels: number) {
    super("outside of a loop");
    this.again = again;
    this.levels = levels;
  }
}

/** Leaves the line: a command that logs out or restarts the machine. */
export class ShellExit extends Error {
  readonly action: "logout" | "reboot";

  constructor(action: "logout" | "reboot") {
    super(action);
    this.action = action;
  }
}

const sleepPattern = /^[0-9]{1,6}(\.[0-9]{1,3})?$/;
const namePattern = /^[A-Za-z_][A-Za-z0-9_]*/;

/**
 * Runs lists of shell commands, one step at a time: it stops at each, so that whoever runs it can count, wait or give up. A pipe's left
 * side runs to its end before the right side begins; groups in parentheses share the variables.
 */
export class Interpreter {
  readonly #runCommand: RunCommand;
  readonly #variables = new Map<string, string>();
  readonly #expander: Expander;
  #errors: Streams["err"] = () => {};
  /** `$?`. */
  status = 0;

  constructor(runCommand: RunCommand) {
    this.#runCommand = runCommand;
    const variables = {
      get: (name: string) => (name === "?" ? String(this.status) : this.#variables.get(name)),
      set: (name: string, value: string) => void this.#variables.set(name, value),
    };
    this.#expander = new Expander(variables, (list) =>
      this.#gather((out) => this.run(list, { input: "", out, err: this.#errors })),
    );
  }

  *run(list: List, streams: Streams): Run<void> {
    this.#errors = streams.err;
    for (const item of list) yield* this.#andOr(item, streams);
  }

  *#andOr({ first, rest }: AndOr, streams: Streams): Run<void> {
    yield* this.#pipeline(first, streams);
    for (const { operator, pipeline } of rest) {
      if ((this.status === 0) === (operator === "&&")) yield* this.#pipeline(pipeline, streams);
    }
  }

  *#pipeline({ negated, commands }: Pipeline, streams: Streams): Run<void> {
    let { input } = streams;
    for (const [index, command] of commands.entries()) {
      const from = { ...streams, input };
      if (index === commands.length - 1) yield* this.#command(command, from);
      else input = yield* this.#gather((out) => this.#command(command, { ...from, out }));
    }
    if (negated) this.status = this.status === 0 ? 1 : 0;
  }

  /** What something says, instead of saying it. */
  *#gather(run: (out: Streams["out"]) => Run<void>): Run<string> {
    let text = "";
    yield* run((more) => {
      text = bounded(text + more, textLimit);
    });
    return text;
  }

  *#command(command: Command, streams: Streams): Run<void> {
    yield stepOver(0);
    switch (command.kind) {
      case "simple":
        yield* this.#simple(command, streams);
        return;
      case "group":
        yield* this.run(command.list, streams);
        return;
      case "if":
        yield* this.#if(command, streams);
        return;
      case "loop":
        yield* this.#while(command, streams);
        return;
      case "for":
        this.status = 0;
        for (const word of yield* this.#expander.words(command.words)) {
          yield stepOver(0);
          this.#variables.set(command.name, word);
          if (!(yield* this.#iteration(command.body, streams))) return;
        }
    }
  }

  *#if(command: Extract<Command, { kind: "if" }>, streams: Streams): Run<void> {
    for (const { condition, body } of command.branches) {
      yield* this.run(condition, streams);
      if (this.status !== 0) continue;
      yield* this.run(body, streams);
      return;
    }
    this.status = 0;
    if (command.otherwise !== undefined) yield* this.run(command.otherwise, streams);
  }

  *#while(command: Extract<Command, { kind: "loop" }>, streams: Streams): Run<void> {
    let status = 0;
    for (;;) {
      yield stepOver(0);
      yield* this.run(command.condition, streams);
      if ((this.status === 0) === command.until) break;
      if (!(yield* this.#iteration(command.body, streams))) return;
      status = this.status;
    }
    this.status = status;
  }

  /** Whether the loop goes on. */
  *#iteration(body: List, streams: Streams): Run<boolean> {
    try {
      yield* this.run(body, streams);
      return true;
    } catch (error) {
      if (!(error instanceof LoopExit)) throw error;
      error.levels -= 1;
      if (error.levels > 0) throw error;
      this.status = 0;
      return error.again;
    }
  }

  *#simple(command: Extract<Command, { kind: "simple" }>, streams: Streams): Run<void> {
    const words = yield* this.#expander.words(command.words);
    yield stepOver(words.reduce((size, word) => size + word.length, 0));
    const [name, ...args] = words;
    for (const { name: variable, value } of command.assignments) {
      this.#variables.set(variable, yield* this.#expander.text(value));
    }
    const redirected = yield* this.#redirect(command.redirects, streams);
    if (redirected === undefined) return;
    if (name === undefined) {
      this.status = 0;
      return;
    }
    if (yield* this.#ownCommand(name, args)) return;
    const result = this.#runCommand(name, args, redirected.input);
    if (result === undefined) {
      redirected.err(`-sh: ${name}: not found\n`);
      this.status = 127;
      return;
    }
    yield stepOver(redirected.input.length + result.output.length);
    redirected.out(result.output);
    redirected.err(result.errors ?? "");
    this.status = result.status;
    if (result.action !== undefined) throw new ShellExit(result.action);
  }

  /** Whether it was a command of the shell itself. */
  *#ownCommand(name: string, args: readonly string[]): Run<boolean> {
    const [first = ""] = args;
    switch (name) {
      case ":":
        this.status = 0;
        return true;
      case "break":
      case "continue":
        throw new LoopExit(name === "continue", Math.max(1, Number.parseInt(first || "1", 10)));
      case "sleep":
        if (!sleepPattern.test(first)) return false;
        yield { kind: "sleep", forMs: Number(first) * 1000 };
        this.status = 0;
        return true;
      case "export":
        for (const each of args) this.#assign(each);
        this.status = 0;
        return true;
      case "unset":
        for (const each of args) this.#variables.delete(each);
        this.status = 0;
        return true;
      default:
        return false;
    }
  }

  #assign(text: string): void {
    const name = namePattern.exec(text)?.[0] ?? "";
    if (text.charAt(name.length) === "=") this.#variables.set(name, text.slice(name.length + 1));
  }

  /** The streams that a command has then; undefined if one of them cannot be had. */
  *#redirect(redirects: readonly Redirect[], streams: Streams): Run<Streams | undefined> {
    const targets = [streams.out, streams.err];
    for (const { descriptor, target } of redirects) {
      const from = descriptor - 1;
      if (typeof target === "number") {
        targets[from] = targets[target - 1] ?? streams.out;
        continue;
      }
      const path = yield* this.#expander.text(target);
      if (path !== "/dev/null") {
        streams.err(`-sh: can't create ${path}: Read-only file system\n`);
        this.status = 1;
        return undefined;
      }
      targets[from] = () => {};
    }
    const [out = streams.out, err = streams.err] = targets;
    return { input: streams.input, out, err };
  }
}

/** What the shell says of an error of its own; undefined for one that is none of them. */
export function complaintOf(error: unknown): string | undefined {
  if (error instanceof ShellSyntaxError) return `-sh: ${error.message}\n`;
  // A real shell leaves the line without a word.
  return error instanceof LoopExit ? "" : undefined;
}
