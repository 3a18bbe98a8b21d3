import { type ChildProcess, spawn } from "node:child_process";

/** A program of the demo, spawned as a user would. */
export interface ChildProgram {
  readonly name: string;
  /** Settles when the program has ended, with its exit code; null if a signal ended it. */
  readonly ended: Promise<number | null>;
  /** Sends SIGTERM and waits; SIGKILL after `timeoutMs`. */
  stop(timeoutMs: number): Promise<void>;
}

/** What to spawn. Output to standard error goes to `onErrorLine`, line by line. */
export interface ProgramOptions {
  readonly name: string;
  readonly script: string;
  readonly args: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  readonly onLine: (line: string) => void;
  readonly onErrorLine: (line: string) => void;
}

/** Spawns a program in a process group of its own, so that Ctrl-C reaches it through `stop` alone. */
export function spawnProgram(options: ProgramOptions): ChildProgram {
  const child: ChildProcess = spawn(process.execPath, [options.script, ...options.args], {
    env: options.environment,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  eachLine(child.stdout, options.onLine);
  eachLine(child.stderr, options.onErrorLine);
  const ended = new Promise<number | null>((resolve) => {
    child.on("exit", (code) => resolve(code));
    child.on("error", () => resolve(1));
  });
  return {
    name: options.name,
    ended,
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
