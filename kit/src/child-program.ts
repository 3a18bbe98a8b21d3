import { type ChildProcess, spawn } from "node:child_process";
import { DeadlineExceeded } from "./deadline.ts";

/** A program of ours, spawned as a user would. */
export interface ChildProgram {
  readonly name: string;
  readonly pid: number;
  /** Settles when the program has ended, with its exit code; null if a signal ended it. */
  readonly ended: Promise<number | null>;
  /** The newest lines of its standard error, at most 200. */
  errorLines(): readonly string[];
  /**
   * Resolves with the JSON of the first line of standard output that says `"ready":true`.
   * @throws DeadlineExceeded after `timeoutMs`; if it ends before, Error with what it said last on standard error.
   */
  ready(timeoutMs: number): Promise<Readonly<Record<string, unknown>>>;
  kill(signal: NodeJS.Signals): void;
  /** Sends SIGTERM and waits; SIGKILL after `timeoutMs`. */
  stop(timeoutMs: number): Promise<void>;
}

export interface ProgramOptions {
  readonly name: string;
  /** Path of its TypeScript or JavaScript file. */
  readonly script: string;
  readonly args: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  /** Whether the file runs as its own first line (`#!`) says; else it runs on this process's Node. */
  readonly isExecutable?: boolean;
  /** Told each line of standard output. */
  readonly onLine?: (line: string) => void;
  /** Told each line of standard error. */
  readonly onErrorLine?: (line: string) => void;
}

const linesKept = 200;

/** Spawns a program in a process group of its own, so that Ctrl-C reaches it through `stop` alone. */
export function spawnProgram(options: ProgramOptions): ChildProgram {
  const { name, script, isExecutable = false } = options;
  const program = isExecutable ? script : process.execPath;
  const args = isExecutable ? options.args : [script, ...options.args];
  const child: ChildProcess = spawn(program, args, {
    env: options.environment,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  // A parent that ends without stopping it, as at a second Ctrl-C, must not leave it behind.
  const onExit = () => void child.kill("SIGTERM");
  process.once("exit", onExit);
  child.once("close", () => process.off("exit", onExit));
  const errors: string[] = [];
  const isReady = Promise.withResolvers<Readonly<Record<string, unknown>>>();
  eachLine(child.stdout, (line) => {
    options.onLine?.(line);
    if (line.startsWith("{") && line.includes('"ready":true')) isReady.resolve(JSON.parse(line));
  });
  eachLine(child.stderr, (line) => {
    errors.push(line);
    if (errors.length > linesKept) errors.shift();
    options.onErrorLine?.(line);
  });
  const ended = new Promise<number | null>((resolve) => {
    // Not `exit`: what it wrote last must be heard, too.
    child.on("close", (code) => resolve(code));
    child.on("error", () => resolve(1));
  });
  return {
    name,
    pid: child.pid ?? 0,
    ended,
    errorLines: () => errors,
    ready(timeoutMs) {
      return new Promise((resolve, reject) => {
        const timer = setTimeout(
          () => reject(new DeadlineExceeded(`the start of the ${name}`, timeoutMs)),
          timeoutMs,
        );
        isReady.promise.then(resolve);
        ended.then((code) => {
          const said = errors.slice(-5).join("\n");
          reject(new Error(said || `the ${name} ended with code ${code} before it was ready`));
        });
        Promise.race([isReady.promise, ended]).then(() => clearTimeout(timer));
      });
    },
    kill: (signal) => void child.kill(signal),
    async stop(timeoutMs) {
      child.kill("SIGTERM");
      const timer = setTimeout(() => child.kill("SIGKILL"), timeoutMs);
      await ended;
      clearTimeout(timer);
    },
  };
}

function eachLine(stream: NodeJS.ReadableStream | null, onLine: (line: string) => void): void {
  let rest = "";
  stream?.setEncoding("utf8");
  stream?.on("data", (piece: string) => {
    const lines = (rest + piece).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) onLine(line);
  });
}
