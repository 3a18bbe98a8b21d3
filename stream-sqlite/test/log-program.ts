import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** A program of `test/programs` that writes numbers, one a line. */
export class LogProgram {
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;
  /** The last number that it wrote. */
  latest: number | undefined;
  /** What it wrote to standard error. */
  complaints = "";

  constructor(name: string, args: readonly string[]) {
    const path = new URL(`./programs/${name}.ts`, import.meta.url).pathname;
    const child = spawn(process.execPath, [path, ...args], { stdio: ["ignore", "pipe", "pipe"] });
    this.#child = child;
    this.#exited = once(child, "close");
    createInterface(child.stdout).on("line", (line) => {
      this.latest = Number(line);
    });
    child.stderr.on("data", (chunk: Buffer) => {
      this.complaints += chunk.toString();
    });
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Ends it with SIGKILL and resolves when it is gone and all that it wrote was read. */
  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#exited;
  }
}
