import type { ChildProcess } from "node:child_process";
import {
  abortedError,
  type ChildProcessLink,
  type ChildProcessOutput,
  DriverError,
} from "@rae/driver";
import type { Clock } from "@rae/kit";
import { linkId } from "../core/faces/link-id.ts";
import type { ChildSpec } from "../core/faces/link-spec.ts";

// Loaded when a lab has such a device: few have.
const { spawn } = process.getBuiltinModule("node:child_process");

type RunOptions = Parameters<ChildProcessLink["run"]>[1];

const defaultOutputBytes = 2 ** 20;
const maxOutputBytes = 2 ** 24;
/** Programs that may run at once. */
const maxRunning = 8;
/** How long a program may take to end after SIGTERM. */
const killMs = 2_000;
/** How long what it wrote may take to come after it has ended. */
const drainMs = 500;

/** A program on the box, run once for each call in a process group of its own, so that none of its children outlives it. */
export class ChildLink implements ChildProcessLink {
  readonly id: string;
  readonly #spec: ChildSpec;
  readonly #clock: Clock;
  readonly #closed = new AbortController();
  readonly #running = new Set<Promise<unknown>>();

  constructor(spec: ChildSpec, clock: Clock) {
    this.id = linkId(spec);
    this.#spec = spec;
    this.#clock = clock;
  }

  async run(args: readonly string[], options: RunOptions): Promise<ChildProcessOutput> {
    const { signal } = options;
    const closed = this.#closed.signal;
    if (signal.aborted) throw abortedError(signal, `${this.id} was not started in time`);
    closed.throwIfAborted();
    if (this.#running.size >= maxRunning) {
      throw new DriverError("busy", `${maxRunning} programs of ${this.id} run`);
    }
    const running = this.#run(args, options);
    const ended = running.then(
      () => {},
      () => {},
    );
    this.#running.add(ended);
    try {
      return await running;
    } finally {
      this.#running.delete(ended);
    }
  }

  async close(): Promise<void> {
    this.#closed.abort(new DriverError("link-unavailable", `${this.id} is closed`));
    await Promise.all(this.#running);
  }

  async #run(args: readonly string[], options: RunOptions): Promise<ChildProcessOutput> {
    const { signal, input = new Uint8Array() } = options;
    const limitBytes = Math.min(options.maxOutputBytes ?? defaultOutputBytes, maxOutputBytes);
    const closed = this.#closed.signal;
    const child = this.#spawn(args);
    const ending = new Ending(child, this.#clock);
    const onAbort = () => ending.end(abortedError(signal, `${this.id} did not end in time`));
    const onClose = () => ending.end(closed.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    closed.addEventListener("abort", onClose, { once: true });
    const onTooMuch = () =>
      ending.end(new DriverError("bad-reply", `${this.id} wrote more than ${limitBytes} bytes`));
    const stdout = collect(child.stdout, limitBytes, onTooMuch);
    const stderr = collect(child.stderr, limitBytes, onTooMuch);
    // A program need not read what it is given.
    child.stdin?.on("error", () => {});
    child.stdin?.end(input);
    try {
      const exitCode = await new Promise<number | null>((resolve, reject) => {
        child.once("error", (error) => reject(this.#notStarted(error)));
        child.once("close", resolve);
        // A daemon that it started may keep its output open for ever.
        child.once("exit", (code) => ending.afterExit(() => resolve(code)));
      });
      if (ending.reason !== undefined) throw ending.reason.error;
      return { exitCode, stdout: stdout(), stderr: stderr() };
    } finally {
      ending.done();
      signal.removeEventListener("abort", onAbort);
      closed.removeEventListener("abort", onClose);
    }
  }

  #spawn(args: readonly string[]): ChildProcess {
    const { program, args: first = [] } = this.#spec;
    try {
      return spawn(program, [...first, ...args], {
        stdio: ["pipe", "pipe", "pipe"],
        detached: true,
      });
    } catch (error) {
      if (error instanceof TypeError) throw error;
      throw this.#notStarted(error);
    }
  }

  #notStarted(error: unknown): DriverError {
    const message = error instanceof Error ? error.message : String(error);
    return new DriverError("link-unavailable", `${this.id} cannot be started: ${message}`, {
      cause: error,
      details: { program: this.#spec.program },
    });
  }
}

/** Ends a program and whatever it has started: asks first, then kills. */
class Ending {
  reason: { readonly error: unknown } | undefined;
  readonly #child: ChildProcess;
  readonly #clock: Clock;
  #cancelKill = () => {};
  #cancelDrain = () => {};

  constructor(child: ChildProcess, clock: Clock) {
    this.#child = child;
    this.#clock = clock;
  }

  end(error: unknown): void {
    if (this.reason !== undefined) return;
    this.reason = { error };
    this.#signal("SIGTERM");
    this.#cancelKill = this.#clock.schedule(killMs, () => this.#signal("SIGKILL"));
  }

  afterExit(task: () => void): void {
    this.#cancelDrain = this.#clock.schedule(drainMs, task);
  }

  done(): void {
    this.#cancelKill();
    this.#cancelDrain();
    this.#child.stdout?.destroy();
    this.#child.stderr?.destroy();
    // What it has left behind in its group.
    if (this.reason !== undefined) this.#signal("SIGKILL");
  }

  #signal(signal: NodeJS.Signals): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      process.kill(-pid, signal);
    } catch {
      // The group is gone.
    }
  }
}

function collect(
  stream: NodeJS.ReadableStream | null,
  limitBytes: number,
  onTooMuch: () => void,
): () => Uint8Array {
  const pieces: Buffer[] = [];
  let sizeBytes = 0;
  stream?.on("data", (piece: Buffer) => {
    sizeBytes += piece.length;
    if (sizeBytes <= limitBytes) pieces.push(piece);
    else onTooMuch();
  });
  return () => Buffer.concat(pieces);
}
