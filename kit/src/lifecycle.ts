import type { Clock } from "./clock.ts";
import { withDeadline } from "./deadline.ts";

/** Something that was opened and must be closed. `close` is idempotent and drains. */
export interface Closable {
  close(): Promise<void>;
}

/**
 * What a process has opened, closed in the reverse order of opening. `close` is idempotent; it goes on
 * after a failure and throws one AggregateError of all that failed.
 */
export class CloseStack implements Closable {
  readonly #entries: { name: string; close: () => void | Promise<void> }[] = [];
  #closing: Promise<void> | undefined;

  /** Adds a step and returns `opened`, so that a resource can be opened and pushed in one expression. */
  push(name: string, close: () => void | Promise<void>): void {
    this.#entries.push({ name, close });
  }

  /** Pushes a closable and returns it. */
  use<T extends Closable>(name: string, opened: T): T {
    this.push(name, () => opened.close());
    return opened;
  }

  close(): Promise<void> {
    this.#closing ??= this.#run();
    return this.#closing;
  }

  /** Closes because of `failure` and throws it: what fails to close now is mostly its consequence, and hides it otherwise. */
  async closeFor(failure: unknown): Promise<never> {
    await this.close().catch(() => {});
    throw failure;
  }

  async #run(): Promise<void> {
    const failures: unknown[] = [];
    for (const { name, close } of this.#entries.toReversed()) {
      try {
        await close();
      } catch (error) {
        failures.push(new Error(`${name} did not close`, { cause: error }));
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, "not everything closed");
  }
}

/** What a process runs. */
export interface Running extends Closable {
  /** Rejects when it cannot go on by itself; then the process closes it, tells why and exits with 1. */
  readonly failed?: Promise<never>;
}

/** A second signal of a terminal within this time is the same. */
const echoMs = 500;

/** How a program is run as a process. */
export interface ProcessOptions {
  readonly clock: Clock;
  /** How long a drain may take after SIGTERM or SIGINT before the process exits with 1. */
  readonly drainTimeoutMs: number;
  /** Told at once of a failure to start, to run or to drain, the first one first; prints the one sentence that a person needs. */
  readonly onError: (error: unknown) => void;
}

/**
 * Runs `start` and keeps the process until SIGTERM, SIGINT or SIGHUP (then drains what it returned and exits with 0), or until
 * starting or running fails (exits with 1). A signal that comes while it starts aborts the signal that `start` is given: it closes
 * what it has opened and rejects with the signal's reason, or returns what is then drained, all within `drainTimeoutMs`. A program that listens to
 * SIGHUP itself, before this, keeps it. A second signal exits at once with 130; not one right behind the first, for a Ctrl-C comes
 * twice where a parent such as npm passes on what the terminal sent to all.
 */
export async function runProcess(
  start: (signal: AbortSignal) => Promise<Running>,
  options: ProcessOptions,
): Promise<void> {
  const stopping = new AbortController();
  const { promise: stopped, resolve: stop } = Promise.withResolvers<void>();
  let firstMs: number | undefined;
  const onSignal = (signal: NodeJS.Signals) => {
    const nowMs = options.clock.monotonicMs();
    const isEcho = signal !== "SIGTERM" && firstMs !== undefined && nowMs - firstMs < echoMs;
    if (firstMs !== undefined && !isEcho) process.exit(130);
    firstMs ??= nowMs;
    stopping.abort(new Error(`${signal} asks the process to end`));
    stop();
  };
  process.on("SIGTERM", onSignal);
  process.on("SIGINT", onSignal);
  // A terminal that is closed; a program that has a use of its own for it has said so by now.
  if (process.listenerCount("SIGHUP") === 0) process.on("SIGHUP", onSignal);
  // A pending promise does not keep a process alive; a program without open handles must still wait.
  const keepAlive = setInterval(() => {}, 2 ** 30);
  const starting = start(stopping.signal);
  const failures = new Set<unknown>();
  const tell = (error: unknown) => {
    // One that could not start ends its drain by the same error.
    if (failures.has(error)) return;
    failures.add(error);
    options.onError(error);
  };
  const close = async () => {
    const running = await starting.catch((error: unknown) => {
      if (!stopping.signal.aborted || error !== stopping.signal.reason) throw error;
    });
    await running?.close();
  };
  await Promise.race([stopped, starting.then(({ failed }) => failed ?? stopped)]).catch(tell);
  await withDeadline(options.clock, options.drainTimeoutMs, "draining", close).catch(tell);
  clearInterval(keepAlive);
  process.exitCode = failures.size === 0 ? 0 : 1;
  process.exit();
}
