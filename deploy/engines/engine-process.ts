import { type ChildProcess, spawn } from "node:child_process";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { DeadlineExceeded, sleep, systemClock, withDeadline } from "@rae/kit";
import { endLeftOver } from "./left-over-process.ts";
import { isFree, loopback } from "./loopback-ports.ts";
import { dyingWithParent } from "./parent-death.ts";

export type EngineKind = "kafka" | "cassandra" | "redis";

/** One server process that can be hurt and started again, always on the same data and port. */
export interface Engine {
  readonly kind: EngineKind;
  /** As in messages: `Kafka broker 2`. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** `host:port` */
  readonly address: string;
  /** Its data, configuration and logs (`engine.log`, and that of the run before). */
  readonly folder: string;
  readonly isRunning: boolean;
  /** Of the running process. @throws if it does not run. */
  readonly pid: number;
  /** Settles when the process that runs now has ended, with its exit code; null if a signal ended it. At once if none runs. */
  readonly ended: Promise<number | null>;
  /**
   * Starts it on the data that is there, and resolves when it answers requests. Does nothing if it runs.
   * @throws Error with the newest lines of its log if it ends or does not answer in time; it is gone then.
   */
  start(): Promise<void>;
  /**
   * Sends a signal. SIGKILL and SIGTERM resolve when the process is gone, all others at once. SIGSTOP makes it hang as a
   * machine that froze does, until SIGCONT. @throws if it does not run.
   */
  kill(signal: "SIGKILL" | "SIGTERM" | "SIGSTOP" | "SIGCONT"): Promise<void>;
  /** Ends it in good order, by force if that takes too long. Does nothing if it does not run. */
  stop(): Promise<void>;
}

/** What makes an engine out of a process. */
export interface EngineProgram {
  readonly kind: EngineKind;
  readonly name: string;
  readonly folder: string;
  /** The port of clients. */
  readonly port: number;
  /** Ports besides that must be free. */
  readonly furtherPorts?: readonly number[];
  /** Writes its configuration; makes its storage if there is none. */
  prepare(): Promise<void>;
  /** The arguments must name `folder`: a process that was left over is known by that. */
  readonly command: readonly [program: string, ...args: string[]];
  /** Whether it answers, by its log since the start or by a request. A rejection is a no. */
  answers(log: string, signal: AbortSignal): Promise<boolean>;
  readonly startTimeoutMs: number;
  readonly stopTimeoutMs: number;
}

const pollMs = 50;
const killTimeoutMs = 10_000;
const linesTold = 12;

/** An engine that does not run yet. */
export function createEngine(program: EngineProgram): Engine {
  const { kind, name, folder, port } = program;
  const logFile = join(folder, "engine.log");
  const pidFile = join(folder, "engine.pid");
  let running: { readonly child: ChildProcess; readonly ended: Promise<number | null> } | undefined;

  const lastLines = () =>
    readFileSync(logFile, "utf8").trimEnd().split("\n").slice(-linesTold).join("\n");

  async function launch(): Promise<void> {
    mkdirSync(folder, { recursive: true });
    await endLeftOver(pidFile, { name, folder });
    for (const each of [port, ...(program.furtherPorts ?? [])]) {
      if (await isFree(each)) continue;
      throw new Error(
        `${name} cannot start: port ${each} of ${loopback} is taken; stop what listens there or choose another port`,
      );
    }
    await program.prepare();
    if (existsSync(logFile)) renameSync(logFile, `${logFile}.1`);
    const output = openSync(logFile, "a");
    const [file, ...args] = dyingWithParent(program.command);
    // A process group of its own, so that Ctrl-C reaches it through `stop` alone.
    const child = spawn(file, args, {
      cwd: folder,
      stdio: ["ignore", output, output],
      detached: true,
    });
    closeSync(output);
    const endWithUs = () => void child.kill("SIGKILL");
    process.once("exit", endWithUs);
    const ended = new Promise<number | null>((resolve) => {
      const end = (code: number | null) => {
        process.off("exit", endWithUs);
        running = undefined;
        rmSync(pidFile, { force: true });
        resolve(code);
      };
      child.once("error", () => end(null));
      child.once("exit", end);
    });
    running = { child, ended };
    writeFileSync(pidFile, `${child.pid ?? ""} ${process.pid}\n`);
  }

  async function untilAnswers(signal: AbortSignal): Promise<void> {
    for (;;) {
      if (running === undefined) throw new Error(`${name} ended before it answered`);
      const log = readFileSync(logFile, "utf8");
      if (await program.answers(log, signal).catch(() => false)) return;
      await sleep(systemClock, pollMs, signal);
    }
  }

  async function end(signal: NodeJS.Signals, timeoutMs: number): Promise<void> {
    if (running === undefined) return;
    const { child, ended } = running;
    child.kill(signal);
    // A stopped process takes no signal but this and SIGKILL.
    if (signal !== "SIGKILL") child.kill("SIGCONT");
    await withDeadline(systemClock, timeoutMs, `ending ${name} by ${signal}`, () => ended);
  }

  const processOf = () => {
    if (running === undefined) throw new Error(`${name} does not run`);
    return running.child;
  };

  return {
    ...{ kind, name, folder, port, host: loopback, address: `${loopback}:${port}` },
    get isRunning() {
      return running !== undefined;
    },
    get pid() {
      return processOf().pid ?? 0;
    },
    get ended() {
      return running?.ended ?? Promise.resolve(null);
    },
    async start() {
      if (running !== undefined) return;
      await launch();
      try {
        await withDeadline(
          systemClock,
          program.startTimeoutMs,
          `the start of ${name}`,
          untilAnswers,
        );
      } catch (error) {
        await end("SIGKILL", killTimeoutMs);
        const why = error instanceof Error ? error.message : String(error);
        throw new Error(`${why}; its log (${logFile}) ends with:\n${lastLines()}`, {
          cause: error,
        });
      }
    },
    async kill(signal) {
      const child = processOf();
      if (signal === "SIGKILL") await end(signal, killTimeoutMs);
      else if (signal === "SIGTERM") await end(signal, program.stopTimeoutMs);
      else child.kill(signal);
    },
    async stop() {
      try {
        await end("SIGTERM", program.stopTimeoutMs);
      } catch (error) {
        if (!(error instanceof DeadlineExceeded)) throw error;
        await end("SIGKILL", killTimeoutMs);
      }
    },
  };
}
