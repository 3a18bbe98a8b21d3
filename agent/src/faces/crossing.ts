import { abortedError, DriverError } from "@rae/driver";
import { type Clock, sleep } from "@rae/kit";
import { type DriverScope, outsideOfDrivers } from "./driver-scope.ts";

/** What a driver may have open at once, of questions and of listeners. */
const maxOpen = 256;
/** Refusals that come at once; later ones take their time, or a driver that tries again without end would stop the process. */
const promptRefusals = 100;
const refusalDelayMs = 1_000;

/** What a driver calls and is called by; nothing crosses any more when it is closed. */
export class Crossing {
  readonly #driver: string;
  readonly #scope: DriverScope;
  readonly #clock: Clock;
  readonly #onFault: (sentence: string, cause?: unknown) => void;
  readonly #closed = new AbortController();
  #asking = 0;
  #listening = 0;
  #refusals = 0;

  /** `onFault` is told of what a driver may not do and a refusal does not mend. */
  constructor(
    driver: string,
    scope: DriverScope,
    clock: Clock,
    onFault: (sentence: string, cause?: unknown) => void,
  ) {
    this.#driver = driver;
    this.#scope = scope;
    this.#clock = clock;
    this.#onFault = onFault;
  }

  get isClosed(): boolean {
    return this.#closed.signal.aborted;
  }

  close(): void {
    this.#closed.abort(new DriverError("link-unavailable", `the driver ${this.#driver} is closed`));
  }

  /** Asks the agent for something on the driver's behalf. */
  async ask<T>(what: string, signal: unknown, request: () => Promise<T>): Promise<T> {
    if (this.isClosed) return this.#refuse(this.#closed.signal.reason);
    if (!(signal instanceof AbortSignal)) {
      return this.#refuse(new TypeError(`${what} was called without a signal`));
    }
    if (signal.aborted) return this.#refuse(abortedError(signal, `${what} was asked too late`));
    if (this.#asking >= maxOpen) {
      return this.#refuse(new DriverError("busy", `${maxOpen} calls of ${what} are open`));
    }
    this.#asking += 1;
    const { promise: closed, reject } = Promise.withResolvers<never>();
    const onClose = () => reject(this.#closed.signal.reason);
    this.#closed.signal.addEventListener("abort", onClose, { once: true });
    try {
      return await Promise.race([outsideOfDrivers(request), closed]);
    } finally {
      this.#asking -= 1;
      this.#closed.signal.removeEventListener("abort", onClose);
    }
  }

  /** Lets a driver listen: what its listener throws is its fault and stops nobody else. */
  listen<T>(
    what: string,
    subscribe: (listener: (value: T) => void) => () => void,
    listener: unknown,
  ): () => void {
    if (this.isClosed) return () => {};
    if (typeof listener !== "function")
      throw new TypeError(`${what} was called without a listener`);
    if (this.#listening >= maxOpen)
      throw new DriverError("driver-fault", `${what}: too many listeners`);
    this.#listening += 1;
    const stop = outsideOfDrivers(() =>
      subscribe((value) => {
        if (!this.isClosed) this.call(`a listener of ${what}`, () => listener(value));
      }),
    );
    let isStopped = false;
    return () => {
      if (isStopped) return;
      isStopped = true;
      this.#listening -= 1;
      outsideOfDrivers(stop);
    };
  }

  /** Calls code of the driver that nobody waits for. Never throws. */
  call(what: string, task: () => unknown): void {
    const onError = (error: unknown) => this.#onFault(`${what} threw`, error);
    this.#scope.run(() => {
      try {
        const pending = task();
        // A listener may be an async function.
        if (pending instanceof Promise)
          pending.catch((error) => outsideOfDrivers(() => onError(error)));
      } catch (error) {
        outsideOfDrivers(() => onError(error));
      }
    });
  }

  async #refuse(error: unknown): Promise<never> {
    this.#refusals += 1;
    if (this.#refusals > promptRefusals) await sleep(this.#clock, refusalDelayMs);
    throw error;
  }
}
