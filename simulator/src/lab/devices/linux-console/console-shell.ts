import type { Clock } from "@rae/kit";
import { runCommand, type ShellContext } from "./commands.ts";
import { afterLine, decoratedPrompt } from "./prompt.ts";
import { Interpreter } from "./shell/interpreter.ts";
import { parseShell } from "./shell/parser.ts";
import { ShellJob } from "./shell/shell-job.ts";
import { type List, ShellSyntaxError, UnfinishedLine } from "./shell/syntax.ts";
import type { Terminal } from "./terminal.ts";

export interface ConsoleShellOptions {
  readonly clock: Clock;
  readonly hostname: string;
  readonly terminal: Terminal;
  readonly context: () => ShellContext;
  /** Told of what a line that runs for long says on the way. */
  readonly say: (text: string) => void;
  /** Told of the rest of what a line has said, with the prompt behind it. */
  readonly answer: (text: string, line: string) => void;
  /** Told of the prompt, as it is seen, when a line can be edited. */
  readonly onPrompt: (shown: string) => void;
  readonly refuses: (line: string) => boolean;
  readonly onExit: (action: "logout" | "reboot", text: string, line: string) => void;
}

/** Lines that are typed while one runs. */
const waitingLimit = 64;
const unfinishedLimit = 16_384;
const continuationPrompt = "> ";

/** The shell of one login: one line at a time runs, and those that are typed meanwhile wait. */
export class ConsoleShell {
  readonly #options: ConsoleShellOptions;
  readonly #interpreter: Interpreter;
  #job: ShellJob | undefined;
  #waiting: string[] = [];
  /** What was entered of a line that is not at its end yet. */
  #unfinished = "";

  constructor(options: ConsoleShellOptions) {
    this.#options = options;
    this.#interpreter = new Interpreter((...command) =>
      runCommand(this.#options.context(), ...command),
    );
  }

  get isBusy(): boolean {
    return this.#job !== undefined;
  }

  enter(line: string): void {
    if (this.#job === undefined) this.#run(line);
    else if (this.#waiting.length < waitingLimit) this.#waiting.push(line);
  }

  /** ^C: what runs ends, and what waits is forgotten. */
  interrupt(): void {
    this.stop();
    this.#interpreter.status = 130;
    this.prompt("", "");
  }

  /** Nothing runs any more, and nothing is said. */
  stop(): void {
    this.#job?.stop();
    this.#job = undefined;
    this.#waiting = [];
    this.#unfinished = "";
  }

  /** Says text and asks for a line. */
  prompt(text: string, line: string): void {
    const { hostname, terminal } = this.#options;
    const isUnfinished = this.#unfinished !== "";
    const shown = isUnfinished ? continuationPrompt : `root@${hostname}:~# `;
    const printed = isUnfinished ? shown : decoratedPrompt(shown, terminal.promptSequences);
    this.#options.answer(`${text}${printed}`, line);
    this.#options.onPrompt(shown);
  }

  #run(line: string): void {
    const printed = afterLine(this.#options.terminal.promptSequences);
    if (printed !== "") this.#options.say(printed);
    if (line.trim() !== "" && this.#options.refuses(line)) {
      this.#interpreter.status = 126;
      this.prompt(`-sh: ${line.trim().split(" ")[0]}: Permission denied\n`, line);
      return;
    }
    const list = this.#parse(line);
    if (list === undefined) return;
    const job = new ShellJob({
      ...{ clock: this.#options.clock, interpreter: this.#interpreter, list },
      onOutput: (text) => this.#options.say(text),
      onEnd: (text, action) => this.#ended(line, text, action),
    });
    this.#job = job;
    job.start();
  }

  /** The commands of a line; undefined if there are none, or not yet, which has been told. */
  #parse(line: string): List | undefined {
    const text = this.#unfinished + line;
    this.#unfinished = "";
    try {
      return parseShell(text);
    } catch (error) {
      if (error instanceof UnfinishedLine && text.length < unfinishedLimit) {
        this.#unfinished = `${text}\n`;
        this.prompt("", line);
        return undefined;
      }
      if (!(error instanceof UnfinishedLine || error instanceof ShellSyntaxError)) throw error;
      this.#interpreter.status = 2;
      this.prompt(`-sh: ${error.message}\n`, line);
      return undefined;
    }
  }

  #ended(line: string, text: string, action?: "logout" | "reboot"): void {
    this.#job = undefined;
    if (action !== undefined) {
      this.stop();
      this.#options.onExit(action, text, line);
      return;
    }
    this.prompt(text, line);
    const next = this.#waiting.shift();
    if (next !== undefined) this.#run(next);
  }
}
