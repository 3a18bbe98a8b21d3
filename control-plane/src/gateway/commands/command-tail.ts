import {
  backoffDelays,
  type Clock,
  DeadlineExceeded,
  type Logger,
  sleep,
  withDeadline,
} from "@rae/kit";
import { defaults, logTopics, RaeError } from "@rae/protocol";
import {
  type PositionGap,
  type RecordLog,
  RecordLogUnavailable,
  type Slice,
  type Tail,
} from "@rae/stream";
import { storeBackoff } from "../../core/store-backoff.ts";

/** How long a log may be away at the start before that fails. */
const startMs = 30_000;
/** How long boxes wait for what cannot be read, such as a partition without a leader. */
const catchUpMs = 10_000;

export interface CommandTailOptions {
  readonly log: RecordLog;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly handle: (slice: Slice) => void;
  /** Commands or outcomes went before they were read; the log has logged it. */
  readonly onGap: (gap: PositionGap) => void;
  /** Gives up opening. */
  readonly signal: AbortSignal;
}

/**
 * Reads commands and outcomes from as far back as a command can be open, and goes on reading; after a failure again from
 * there, for what is read twice does no harm.
 */
export class CommandTail {
  readonly #options: CommandTailOptions;
  readonly #closing = new AbortController();
  #tail: Tail | undefined;
  #reading = true;

  private constructor(options: CommandTailOptions) {
    this.#options = options;
  }

  /**
   * Resolves when everything up to now has been handled, or what can be read within 10 s: the commands in a partition that cannot
   * be read then are delivered when it can be again, and meanwhile other boxes are served. A log that is away as a whole
   * is tried again for 30 s.
   * @throws RaeError `log-unavailable`; the signal's reason.
   */
  static async open(options: CommandTailOptions): Promise<CommandTail> {
    const tail = new CommandTail(options);
    const { promise: aborted, reject } = Promise.withResolvers<never>();
    const onAbort = () => reject(options.signal.reason);
    options.signal.addEventListener("abort", onAbort, { once: true });
    try {
      options.signal.throwIfAborted();
      await Promise.race([tail.#readFirst(), aborted]);
      return tail;
    } catch (error) {
      await tail.close();
      throw error;
    } finally {
      options.signal.removeEventListener("abort", onAbort);
    }
  }

  /** False while the log cannot be read. */
  get reading(): boolean {
    return this.#reading;
  }

  async close(): Promise<void> {
    this.#closing.abort(new Error("closed"));
    await this.#tail?.close();
  }

  async #readFirst(): Promise<void> {
    const { clock, logger } = this.#options;
    const { signal } = this.#closing;
    const endMs = clock.monotonicMs() + startMs;
    for (const delayMs of backoffDelays(storeBackoff)) {
      try {
        await this.#read();
        return;
      } catch (error) {
        if (!(error instanceof RecordLogUnavailable)) throw error;
        if (clock.monotonicMs() + delayMs >= endMs) throw unavailable(error);
        logger.warn({ err: error, delayMs }, "log not readable, trying again");
      }
      await sleep(clock, delayMs, signal);
    }
  }

  async #read(): Promise<void> {
    const { log, clock, handle, onGap } = this.#options;
    const tail = await log.tail({
      topics: [logTopics.commands, logTopics.outcomes],
      sinceMs: clock.nowMs() - defaults.commandDeadlineMaxMs,
      handle,
      onFailure: (error) => this.#again(error),
      onGap,
    });
    this.#tail = tail;
    if (this.#closing.signal.aborted) await tail.close();
    else await this.#catchUp(tail);
    this.#reading = true;
  }

  async #catchUp({ caughtUp }: Tail): Promise<void> {
    const { clock, logger } = this.#options;
    try {
      await withDeadline(clock, catchUpMs, "reading the open commands", () => caughtUp);
    } catch (error) {
      if (!(error instanceof DeadlineExceeded)) throw error;
      logger.warn(
        { err: error },
        "not all open commands are known, those that come later are late",
      );
    }
  }

  #again(cause: unknown): void {
    if (this.#closing.signal.aborted || !this.#reading) return;
    this.#reading = false;
    this.#options.logger.warn({ err: cause }, "reading commands failed");
    void this.#retry();
  }

  async #retry(): Promise<void> {
    const { clock, logger } = this.#options;
    const { signal } = this.#closing;
    for (const delayMs of backoffDelays(storeBackoff)) {
      await sleep(clock, delayMs, signal).catch(() => {});
      if (signal.aborted) return;
      try {
        await this.#tail?.close();
        await this.#read();
        return;
      } catch (error) {
        logger.warn({ err: error, delayMs }, "reading commands failed");
      }
    }
  }
}

function unavailable(cause: RecordLogUnavailable): RaeError {
  const message = `the log cannot be read, so the open commands are not known: ${cause.message}`;
  return new RaeError("log-unavailable", message, { cause });
}
