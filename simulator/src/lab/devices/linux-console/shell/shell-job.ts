import type { Clock } from "@rae/kit";
import { complaintOf, type Interpreter, ShellExit } from "./interpreter.ts";
import { bounded, LimitReached, stepLimit, textLimit } from "./limits.ts";
import type { Pause } from "./run.ts";
import type { List } from "./syntax.ts";

/** Steps, by their cost, that run before the event loop has its turn, and how long that lasts. */
const sliceSteps = 1_000;
const turnMs = 2;

export interface JobOptions {
  readonly clock: Clock;
  readonly interpreter: Interpreter;
  readonly list: List;
  /** Told of what a line that runs for long has said so far. */
  readonly onOutput: (text: string) => void;
  /** Told of the end, once, with what has not been told before. */
  readonly onEnd: (text: string, action?: "logout" | "reboot") => void;
}

/**
 * One line of shell input that runs, in slices, so that a loop without end neither holds up the other devices nor runs for ever: it ends
 * by itself at a limit. A short line ends before `start` returns.
 */
export class ShellJob {
  readonly #options: JobOptions;
  readonly #steps: Generator<Pause, void, void>;
  #count = 0;
  #saidCharacters = 0;
  #text = "";
  #cancelNext = () => {};
  #ended = false;

  constructor(options: JobOptions) {
    this.#options = options;
    const say = (text: string) => {
      this.#saidCharacters += text.length;
      this.#text = bounded(this.#text + text, textLimit);
      if (this.#saidCharacters > textLimit) throw new LimitReached("too much output");
    };
    const streams = { input: "", out: say, err: say };
    this.#steps = options.interpreter.run(options.list, streams);
  }

  start(): void {
    this.#slice();
  }

  /** Stops it, as ^C does or a machine that goes down; nothing more is told. */
  stop(): void {
    this.#ended = true;
    this.#cancelNext();
  }

  #slice(): void {
    try {
      for (let cost = 0; cost < sliceSteps; ) {
        const { done, value } = this.#steps.next();
        if (done) {
          this.#end();
          return;
        }
        if (value.kind === "sleep") {
          this.#pause(value.forMs);
          return;
        }
        cost += value.cost;
        this.#count += value.cost;
        if (this.#count > stepLimit) throw new LimitReached(`more than ${stepLimit} steps`);
      }
      this.#pause(turnMs);
    } catch (error) {
      this.#fail(error);
    }
  }

  #pause(forMs: number): void {
    const text = this.#text;
    this.#text = "";
    this.#cancelNext = this.#options.clock.schedule(forMs, () => this.#slice());
    if (text !== "") this.#options.onOutput(text);
  }

  #fail(error: unknown): void {
    const { interpreter } = this.#options;
    if (error instanceof ShellExit) {
      this.#end(error.action);
      return;
    }
    const isLimit = error instanceof LimitReached;
    const complaint = isLimit ? `Killed: ${error.message}\n` : complaintOf(error);
    if (complaint === undefined) throw error;
    if (complaint !== "") interpreter.status = isLimit ? 137 : 2;
    this.#text += complaint;
    this.#end();
  }

  #end(action?: "logout" | "reboot"): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#options.onEnd(this.#text, action);
  }
}
