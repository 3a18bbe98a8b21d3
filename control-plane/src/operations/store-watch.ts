import { type Clock, type Closable, type Logger, repeat, withDeadline } from "@rae/kit";
import { RaeError, toRaeError } from "@rae/protocol";
import { Gauge, type Registry } from "prom-client";
import type { ReadinessCheck } from "./readiness.ts";

export interface StoreWatchOptions {
  /** As the metric and the log name it. */
  readonly store: "view" | "history";
  /** Writes something that nobody reads. */
  readonly probe: () => Promise<void>;
  readonly clock: Clock;
  readonly logger: Logger;
}

const probeEveryMs = 5_000;
const probeMs = 3_000;
/** A write that failed is tried again sooner; if nobody did, it is nobody's any more. */
const failureCountsMs = 30_000;

/**
 * Knows whether a store takes writes: by a small write of its own every five seconds, since a process with nothing to write would
 * learn it too late, and by the writes of the process itself, since a store may refuse only those.
 */
export class StoreWatch implements Closable {
  readonly #options: StoreWatchOptions;
  readonly #closing = new AbortController();
  readonly #stop: () => void;
  #probeFailure: string | undefined;
  #writeFailure: { readonly message: string; readonly atMs: number } | undefined;
  #isTold = false;

  constructor(options: StoreWatchOptions) {
    this.#options = options;
    const { clock, logger, store } = options;
    void this.#probe();
    this.#stop = repeat(
      clock,
      probeEveryMs,
      () => this.#probe(),
      (error) => logger.error({ err: error, store }, "watch over writes stopped"),
    );
  }

  /** Why the store takes no writes; undefined while it does, as far as is known. */
  get trouble(): string | undefined {
    const { clock } = this.#options;
    const failed = this.#writeFailure;
    const counts = failed !== undefined && clock.monotonicMs() - failed.atMs < failureCountsMs;
    return counts ? failed.message : this.#probeFailure;
  }

  /** Settles as the write does, and learns from it. */
  async follow(write: Promise<void>): Promise<void> {
    try {
      await write;
      this.#writeFailure = undefined;
    } catch (error) {
      // A mistake of the caller's says nothing about the store.
      if (error instanceof RaeError && error.retryable) {
        const atMs = this.#options.clock.monotonicMs();
        this.#writeFailure = { message: error.message, atMs };
      }
      throw error;
    } finally {
      this.#tell();
    }
  }

  get check(): ReadinessCheck {
    const { store } = this.#options;
    return {
      name: `${store} writes`,
      check: () => {
        const { trouble } = this;
        return trouble === undefined ? { ready: true } : { ready: false, detail: trouble };
      },
    };
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#stop();
  }

  async #probe(): Promise<void> {
    const { probe, clock, store } = this.#options;
    try {
      await withDeadline(clock, probeMs, `a write to the ${store}`, probe);
      this.#probeFailure = undefined;
    } catch (error) {
      this.#probeFailure = toRaeError(error).message;
    }
    if (!this.#closing.signal.aborted) this.#tell();
  }

  /** Once for each change. */
  #tell(): void {
    const { logger, store } = this.#options;
    const { trouble } = this;
    const isWrong = trouble !== undefined;
    if (isWrong === this.#isTold) return;
    this.#isTold = isWrong;
    if (isWrong) logger.error({ store, reason: trouble }, "store takes no writes");
    else logger.info({ store }, "store takes writes again");
  }
}

/** `rae_store_writable` of the stores that this process writes to. */
export function storeWatchMetrics(
  registry: Registry,
  watches: Readonly<Record<StoreWatchOptions["store"], StoreWatch>>,
): void {
  new Gauge({
    name: "rae_store_writable",
    help: "1 while the store takes writes, 0 while it refuses them or does not answer",
    labelNames: ["store"],
    registers: [registry],
    collect() {
      for (const [store, { trouble }] of Object.entries(watches)) {
        this.set({ store }, trouble === undefined ? 1 : 0);
      }
    },
  });
}
