import { sleep } from "@rae/kit";
import { abortedError } from "../aborted.ts";
import type { DriverContext } from "../driver.ts";
import { DriverError } from "../driver-error.ts";
import type { ByteLink } from "../link.ts";
import { sentError } from "../sent-error.ts";

/** Makes replies of bytes; a `LineSplitter` is one for replies that are lines. */
export interface ReplyDecoder<Reply> {
  /** Takes the next piece and returns the replies that it completes. */
  push(bytes: Uint8Array): readonly Reply[];
  /** Forgets half a reply. */
  reset(): void;
}

export interface ExchangeOptions {
  /** How long a device may take to answer. */
  readonly replyTimeoutMs: number;
  /** Silence between the end of one exchange and the next request, which some devices need. */
  readonly pauseMs?: number;
}

/** Of what came instead of a reply, this much is kept for the error. */
const receivedLimit = 256;

/**
 * Requests and their replies on a byte link, for a protocol that carries nothing by which to tell two replies apart.
 *
 * INVARIANTS: at most one request waits for its reply; a reply counts only for the request that waits, and only if that one
 * accepts it; bytes that came before a request are no part of its reply.
 */
export class ByteExchange<Reply> {
  readonly #link: ByteLink;
  readonly #clock: DriverContext["clock"];
  readonly #decoder: ReplyDecoder<Reply>;
  readonly #options: ExchangeOptions;
  readonly #stopBytes: () => void;
  #onReplies: ((replies: readonly Reply[]) => void) | undefined;
  #giveUp: ((reason: unknown) => void) | undefined;
  #received = "";
  #closed: DriverError | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #quietFromMs = Number.NEGATIVE_INFINITY;

  constructor(
    link: ByteLink,
    { clock }: Pick<DriverContext, "clock">,
    decoder: ReplyDecoder<Reply>,
    options: ExchangeOptions,
  ) {
    this.#link = link;
    this.#clock = clock;
    this.#decoder = decoder;
    this.#options = options;
    this.#stopBytes = link.onBytes((bytes) => this.#take(bytes));
  }

  /**
   * Sends a request, text as UTF-8, when those before have ended, and resolves with the first reply that `accepts` takes.
   * @throws DriverError `timeout` if nothing came, `bad-reply` if what came is no reply, `link-unavailable` if the link is lost
   * or the exchange closed; the signal's reason, `timeout` if that is a deadline. As `sentError` unless the link did not take the request.
   */
  async exchange(
    request: string | Uint8Array,
    signal: AbortSignal,
    accepts: (reply: Reply) => boolean = () => true,
  ): Promise<Reply> {
    const before = this.#turn;
    const mine = Promise.withResolvers<void>();
    // A request that is given up before its turn does not let the next one pass.
    this.#turn = Promise.all([before, mine.promise]);
    const shown =
      typeof request === "string" ? request.trim() : Buffer.from(request).toString("hex");
    try {
      await orEnd(before, signal, shown);
      await this.#pause(signal, shown);
      return await this.#exchangeNow(request, shown, signal, accepts);
    } finally {
      mine.resolve();
    }
  }

  /** Ends what waits with `link-unavailable`, and lets go of the link. */
  close(): void {
    this.#closed ??= new DriverError(
      "link-unavailable",
      `the driver of ${this.#link.id} is closed`,
    );
    this.#stopBytes();
    this.#giveUp?.(this.#closed);
  }

  async #pause(signal: AbortSignal, shown: string): Promise<void> {
    const { pauseMs = 0 } = this.#options;
    const waitMs = this.#quietFromMs + pauseMs - this.#clock.monotonicMs();
    if (waitMs <= 0) return;
    await sleep(this.#clock, waitMs, signal).catch(() => {
      throw lateError(signal, shown);
    });
  }

  async #exchangeNow(
    request: string | Uint8Array,
    shown: string,
    signal: AbortSignal,
    accepts: (reply: Reply) => boolean,
  ): Promise<Reply> {
    if (this.#closed !== undefined) throw this.#closed;
    this.#decoder.reset();
    this.#received = "";
    const { promise, resolve, reject } = Promise.withResolvers<Reply>();
    let replied = false;
    this.#giveUp = reject;
    this.#onReplies = (replies) => {
      replied ||= replies.length > 0;
      const found = replies.find(accepts);
      if (found !== undefined) resolve(found);
    };
    const stops = [
      this.#clock.schedule(this.#options.replyTimeoutMs, () =>
        reject(this.#silence(shown, replied)),
      ),
      this.#link.onState(({ name }) => {
        if (name !== "open") reject(this.#lost());
      }),
    ];
    const bytes = typeof request === "string" ? new TextEncoder().encode(request) : request;
    // Until the link says that it is not: a write that still waits may have passed on a part.
    let isSent = true;
    try {
      this.#link.write(bytes, signal).catch((error: unknown) => {
        isSent = false;
        reject(error);
      });
      return await orEnd(promise, signal, shown);
    } catch (error) {
      throw isSent ? sentError(error) : error;
    } finally {
      for (const stop of stops) stop();
      this.#onReplies = undefined;
      this.#giveUp = undefined;
      this.#quietFromMs = this.#clock.monotonicMs();
    }
  }

  #take(bytes: Uint8Array): void {
    this.#received = `${this.#received}${Buffer.from(bytes.subarray(-receivedLimit)).toString("latin1")}`;
    this.#received = this.#received.slice(-receivedLimit);
    const replies = this.#decoder.push(bytes);
    this.#onReplies?.(replies);
  }

  #lost(): DriverError {
    return new DriverError(
      "link-unavailable",
      `${this.#link.id} was lost before the device answered`,
    );
  }

  #silence(request: string, replied: boolean): DriverError {
    const received = JSON.stringify(this.#received).slice(1, -1);
    const details = { request, received, waitedMs: this.#options.replyTimeoutMs };
    return received === "" || replied
      ? new DriverError("timeout", `the device did not answer "${request}"`, { details })
      : new DriverError("bad-reply", `what answered "${request}" is no reply`, { details });
  }
}

/** What the promise settles with, unless the signal aborts first. */
async function orEnd<T>(promise: Promise<T>, signal: AbortSignal, request: string): Promise<T> {
  if (signal.aborted) throw lateError(signal, request);
  const { promise: ended, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(lateError(signal, request));
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([promise, ended]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

function lateError(signal: AbortSignal, request: string): unknown {
  return abortedError(signal, `the device did not answer "${request}" in time`);
}
