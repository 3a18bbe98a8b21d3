import { abortedError, type ByteLink, type LinkId, type LinkState } from "@rae/driver";
import { type BackoffPolicy, backoffDelays, type Clock, type Logger } from "@rae/kit";
import { RaeError } from "@rae/protocol";
import { type ReconnectInput, reconnect } from "./reconnect.ts";

/** An open connection to a device's bytes. */
export interface Wire {
  /** Calls back when the bytes are out, or with why they are not. */
  write(bytes: Uint8Array, done: (error?: Error | null) => void): void;
  /** Drops the connection and what it has not sent. Never throws, calls none of its events any more. */
  release(): Promise<void>;
}

export interface WireEvents {
  readonly onOpen: () => void;
  readonly onBytes: (bytes: Uint8Array) => void;
  /** It did not open, or was lost. Given once; nothing comes after it. */
  readonly onGone: (detail: string) => void;
}

/** Starts one attempt; what comes of it is told by the events, never before it returns. */
export type Dial = (events: WireEvents) => Wire;

/** What tells one kind of link from another. */
export interface LinkKind {
  readonly id: LinkId;
  /** The code of a wire that cannot be opened. */
  readonly lossCode: "link-unavailable" | "unreachable";
  /**
   * How long a wire must stand before the link is `open`: at the first attempt, and after a wire that fell sooner than `trialMs`. A
   * server that accepts and closes at once is then never taken for a device.
   */
  readonly firstTrialMs: number;
  readonly trialMs: number;
}

export interface LinkOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly backoff: BackoffPolicy;
}

/** How long one attempt to open may take. */
const openTimeoutMs = 10_000;
/** How long an open link must stand before the backoff begins anew. Bytes prove nothing: many servers say why they hang up. */
const provenMs = 10_000;

/** A byte link over any kind of wire: runs the reconnect table on timers and attempts. */
export class ReconnectingLink implements ByteLink {
  readonly id: LinkId;
  readonly #dial: Dial;
  readonly #kind: LinkKind;
  readonly #options: LinkOptions;
  readonly #byteListeners = new Set<(bytes: Uint8Array) => void>();
  readonly #stateListeners = new Set<(state: LinkState) => void>();
  #state: LinkState = { name: "connecting" };
  #wire: Wire | undefined;
  #delays: Generator<number, never>;
  #cancelTimer = () => {};
  #trialMs: number;
  /** When the wire came to stand, by the monotonic clock. */
  #standsSinceMs: number | undefined;
  #releasing: Promise<void> = Promise.resolve();
  #lost = new AbortController();

  constructor(kind: LinkKind, dial: Dial, options: LinkOptions) {
    this.id = kind.id;
    this.#kind = kind;
    this.#trialMs = kind.firstTrialMs;
    this.#dial = dial;
    this.#options = options;
    this.#delays = backoffDelays(options.backoff);
    this.#attempt();
  }

  get state(): LinkState {
    return this.#state;
  }

  wake(): void {
    this.#give({ kind: "due" });
  }

  onBytes(listener: (bytes: Uint8Array) => void): () => void {
    this.#byteListeners.add(listener);
    return () => this.#byteListeners.delete(listener);
  }

  onState(listener: (state: LinkState) => void): () => void {
    this.#stateListeners.add(listener);
    return () => this.#stateListeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#give({ kind: "close" });
    await this.#releasing;
  }

  write(bytes: Uint8Array, signal: AbortSignal): Promise<void> {
    const wire = this.#wire;
    if (this.#state.name !== "open" || wire === undefined) {
      return Promise.reject(this.#unavailable());
    }
    const lost = this.#lost.signal;
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(abortedError(signal, `${this.id} was not written to in time`));
        return;
      }
      const settle = (finish: () => void) => {
        signal.removeEventListener("abort", onAbort);
        lost.removeEventListener("abort", onLost);
        finish();
      };
      const onLost = () => settle(() => reject(this.#unavailable()));
      const onAbort = () => {
        settle(() => reject(abortedError(signal, `${this.id} did not take the bytes in time`)));
        // The bytes still wait in the wire. Left there, they would act on the device after the command has failed.
        if (this.#wire === wire) this.#lose("a write did not end in time");
      };
      signal.addEventListener("abort", onAbort, { once: true });
      lost.addEventListener("abort", onLost, { once: true });
      wire.write(bytes, (error) => {
        if (!error) settle(resolve);
        else if (this.#wire === wire) this.#lose(error.message);
      });
    });
  }

  #unavailable(): RaeError {
    const state = this.#state;
    return new RaeError(
      "link-unavailable",
      state.name === "waiting"
        ? `${this.id} is not open: ${state.detail}`
        : `${this.id} is not open: it is ${state.name}`,
      { details: { link: this.id, state: state.name } },
    );
  }

  #lose(detail: string): void {
    if (this.#standsSinceMs !== undefined) {
      const stoodMs = this.#options.clock.monotonicMs() - this.#standsSinceMs;
      this.#trialMs = stoodMs < this.#kind.trialMs ? this.#kind.trialMs : 0;
    }
    this.#give({ kind: "failed", code: this.#kind.lossCode, detail });
  }

  #give(input: ReconnectInput): void {
    const { state, effects } = reconnect(this.#state)(input);
    const changed = state !== this.#state;
    this.#state = state;
    for (const effect of effects) {
      if (effect === "dial") this.#attempt();
      else if (effect === "arm") this.#arm();
      else if (effect === "settle") this.#settle();
      else this.#release();
    }
    if (!changed) return;
    this.#options.logger.debug(
      { link: this.id, ...state, state: state.name },
      "link state changed",
    );
    for (const listener of [...this.#stateListeners]) listener(state);
  }

  #attempt(): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#options.clock.schedule(openTimeoutMs, () =>
      this.#lose("it did not open in time"),
    );
    this.#lost = new AbortController();
    this.#standsSinceMs = undefined;
    const wire: Wire = this.#dial({
      onOpen: () => this.#wire === wire && this.#stand(),
      onBytes: (bytes) => {
        if (this.#wire !== wire) return;
        for (const listener of [...this.#byteListeners]) listener(bytes);
      },
      onGone: (detail) => this.#wire === wire && this.#lose(detail),
    });
    this.#wire = wire;
  }

  #stand(): void {
    const { clock } = this.#options;
    this.#standsSinceMs = clock.monotonicMs();
    this.#cancelTimer();
    if (this.#trialMs === 0) this.#give({ kind: "opened" });
    else this.#cancelTimer = clock.schedule(this.#trialMs, () => this.#give({ kind: "opened" }));
  }

  #arm(): void {
    this.#cancelTimer = this.#options.clock.schedule(this.#delays.next().value, () =>
      this.#give({ kind: "due" }),
    );
  }

  #settle(): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#options.clock.schedule(provenMs, () => {
      this.#delays = backoffDelays(this.#options.backoff);
    });
  }

  #release(): void {
    this.#cancelTimer();
    const wire = this.#wire;
    this.#wire = undefined;
    this.#lost.abort();
    if (wire !== undefined) this.#releasing = this.#releasing.then(() => wire.release());
  }
}
