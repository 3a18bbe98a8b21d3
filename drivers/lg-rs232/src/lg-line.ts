import { abortedError, type ByteLink, type Clock, RaeError, sleep } from "@rae/driver";
import { encodeCommand, type LgCommand, type LgReply, LgReplyDecoder, readData } from "./codec.ts";

export interface LgLineOptions {
  readonly setId: number;
  /** Silence between the end of one exchange and the next command. */
  readonly pauseMs: number;
  readonly replyTimeoutMs: number;
}

/**
 * One command and its reply at a time, for the line carries nothing that would tell two apart.
 *
 * INVARIANTS: at most one command waits for its reply; a reply counts only for the letter and set id that wait, and for a
 * write only with the data that was written, so that the late reply of a command given up is never taken for another's.
 */
export class LgLine {
  readonly #link: ByteLink;
  readonly #clock: Clock;
  readonly #options: LgLineOptions;
  readonly #decoder = new LgReplyDecoder();
  readonly #unsubscribe: readonly (() => void)[];
  #closed: RaeError | undefined;
  #waiting: ((reply: LgReply) => void) | undefined;
  /** Ends the wait for a reply. Kept in place of a signal of its own, for to join two signals costs as much as an exchange. */
  #giveUp: ((reason: RaeError) => void) | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #quietFromMs = Number.NEGATIVE_INFINITY;

  constructor(link: ByteLink, clock: Clock, options: LgLineOptions) {
    this.#link = link;
    this.#clock = clock;
    this.#options = options;
    this.#unsubscribe = [
      link.onBytes((bytes) => {
        for (const reply of this.#decoder.push(bytes)) this.#waiting?.(reply);
      }),
      link.onState(() => this.#decoder.reset()),
    ];
  }

  /**
   * Sends a command and returns the data of its acknowledgement.
   * @throws RaeError `refused` on NG, `timeout` if nothing came, `bad-reply` if what came is no reply, or what the link throws.
   */
  async exchange(command: LgCommand, signal: AbortSignal): Promise<number | undefined> {
    const before = this.#turn;
    const mine = Promise.withResolvers<void>();
    this.#turn = mine.promise;
    try {
      await before;
      return await this.#exchangeNow(command, signal);
    } finally {
      this.#quietFromMs = this.#clock.monotonicMs();
      mine.resolve();
    }
  }

  /** Reads a value. @throws as `exchange`, and `bad-reply` if the acknowledgement has no value. */
  async read(letters: string, signal: AbortSignal): Promise<number> {
    const value = await this.exchange({ letters, data: readData }, signal);
    if (value !== undefined) return value;
    throw new RaeError("bad-reply", `the set acknowledged ${letters} without a value`, {
      details: { command: letters },
    });
  }

  /** @throws RaeError `link-unavailable` after `close`. */
  checkOpen(): void {
    if (this.#closed !== undefined) throw this.#closed;
  }

  close(): void {
    this.#closed = new RaeError("link-unavailable", `the driver of ${this.#link.id} is closed`);
    this.#giveUp?.(this.#closed);
    for (const stop of this.#unsubscribe) stop();
  }

  async #exchangeNow(command: LgCommand, signal: AbortSignal): Promise<number | undefined> {
    if (signal.aborted) throw this.#abortedError(command, signal);
    const waitMs = this.#quietFromMs + this.#options.pauseMs - this.#clock.monotonicMs();
    if (waitMs > 0) {
      await sleep(this.#clock, waitMs, signal).catch(() => {
        throw this.#abortedError(command, signal);
      });
    }
    this.checkOpen();
    this.#decoder.reset();
    const reply = this.#reply(command, signal);
    try {
      await this.#link.write(encodeCommand(command, this.#options.setId), signal);
      const { accepted, data } = await reply.promise;
      if (accepted) return data;
      throw new RaeError("refused", `the set refused ${command.letters} (NG)`, {
        details: { command: command.letters, data: command.data, reason: data ?? null },
      });
    } finally {
      reply.stop();
    }
  }

  #reply(command: LgCommand, signal: AbortSignal) {
    const { promise, resolve, reject } = Promise.withResolvers<LgReply>();
    // Who writes may fail first; the promise is then no longer looked at.
    promise.catch(() => {});
    this.#waiting = (reply) => {
      if (this.#answers(reply, command)) resolve(reply);
    };
    const onAbort = () => reject(this.#abortedError(command, signal));
    this.#giveUp = reject;
    signal.addEventListener("abort", onAbort, { once: true });
    const cancel = this.#clock.schedule(this.#options.replyTimeoutMs, () =>
      reject(this.#silenceError(command)),
    );
    const stopState = this.#link.onState((state) => {
      if (state.name === "open") return;
      reject(new RaeError("link-unavailable", `${this.#link.id} was lost before the set answered`));
    });
    const stop = () => {
      this.#waiting = undefined;
      this.#giveUp = undefined;
      signal.removeEventListener("abort", onAbort);
      cancel();
      stopState();
    };
    return { promise, stop };
  }

  #answers(reply: LgReply, command: LgCommand): boolean {
    if (reply.letter !== command.letters.slice(1)) return false;
    // Set id 00 speaks to every set, and each answers with its own id.
    if (this.#options.setId !== 0 && reply.setId !== this.#options.setId) return false;
    const isRead = command.data === readData;
    return !reply.accepted || isRead || reply.data === undefined || reply.data === command.data;
  }

  #abortedError(command: LgCommand, signal: AbortSignal): unknown {
    return abortedError(signal, `the set did not answer ${command.letters} in time`);
  }

  #silenceError(command: LgCommand): RaeError {
    const received = this.#decoder.noise;
    const details = { command: command.letters, waitedMs: this.#options.replyTimeoutMs, received };
    return received === ""
      ? new RaeError("timeout", `the set did not answer ${command.letters}`, { details })
      : new RaeError("bad-reply", `what answered ${command.letters} is not LG's protocol`, {
          details,
        });
  }
}
