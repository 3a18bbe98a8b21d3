import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { type ChildProgram, type CloseStack, spawnProgram } from "@rae/kit";

const sources = join(import.meta.dirname, "..", "..");
const controlPlane = join(sources, "control-plane", "src");

/** The programs of the demo, by their files. */
export const scripts = {
  controlPlane: join(controlPlane, "main.ts"),
  gateway: join(controlPlane, "gateway", "main.ts"),
  aggregator: join(controlPlane, "aggregator", "main.ts"),
  api: join(controlPlane, "api", "main.ts"),
  agent: join(sources, "agent", "src", "main.ts"),
  simulator: join(sources, "simulator", "src", "main.ts"),
};

const commandTimeoutMs = 60_000;
const stopTimeoutMs = 12_000;

export function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function complain(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** A process of the demo that must run as long as the demo does. */
export type DemoPart = Pick<ChildProgram, "name" | "pid" | "ended">;

/** Spawns the demo's programs; their ends are part of ours. */
export class DemoPrograms {
  readonly #stack: CloseStack;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #readyTimeoutMs: number;

  constructor(stack: CloseStack, environment: NodeJS.ProcessEnv, readyTimeoutMs: number) {
    this.#stack = stack;
    this.#environment = environment;
    this.#readyTimeoutMs = readyTimeoutMs;
  }

  start(
    name: string,
    script: string,
    args: readonly string[],
    onErrorLine: (line: string) => void = complain,
    environment: NodeJS.ProcessEnv = {},
  ): ChildProgram {
    const program = spawnProgram({
      ...{ name, script, args, onErrorLine },
      environment: { ...this.#environment, ...environment },
    });
    this.#stack.push(name, () => program.stop(stopTimeoutMs));
    return program;
  }

  /** The same, and waits until it is ready. Why it cannot start is told by the error alone. */
  async startReady(
    name: string,
    script: string,
    args: readonly string[],
    environment: NodeJS.ProcessEnv = {},
  ): Promise<ChildProgram> {
    const held: string[] = [];
    let tell = (line: string): void => void held.push(line);
    const program = this.start(name, script, args, (line) => tell(line), environment);
    await program.ready(this.#readyTimeoutMs);
    tell = complain;
    held.forEach(complain);
    return program;
  }

  /** Runs a command of the control plane to its end. @throws Error with what it complained of. */
  run(...args: readonly string[]): void {
    const { status, stderr, error } = spawnSync(process.execPath, [scripts.controlPlane, ...args], {
      env: this.#environment,
      encoding: "utf8",
      timeout: commandTimeoutMs,
    });
    if (status !== 0) throw new Error(error?.message ?? stderr.trim());
  }
}
