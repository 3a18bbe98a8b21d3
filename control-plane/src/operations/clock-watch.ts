import { type Clock, type Closable, type Logger, repeat, withDeadline } from "@rae/kit";
import { Gauge, type Registry } from "prom-client";
import type { ServerClock } from "../ports/history.ts";
import type { Readiness, ReadinessCheck } from "./readiness.ts";

export interface ClockWatchOptions {
  /** Undefined if there is no server, and so no clock but this machine's. */
  readonly readServerClock: () => Promise<ServerClock | undefined>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Registry;
}

interface Comparison {
  /** How far this machine is ahead, in milliseconds. */
  readonly aheadMs: number;
  /** The server may have read its clock at any moment of the round trip: `aheadMs` is off by so much at most. */
  readonly errorMs: number;
  /** By the monotonic clock. */
  readonly atMs: number;
}

const everyMs = 5_000;
const answerMs = 1_000;
/** Another server answers each time: what was found of one counts so long. */
const countsMs = 60_000;
const allowedMs = 1_000;

/**
 * Compares this machine's clock with those of the servers that keep history and leases, every five seconds. The ends of leases
 * are times of the machine that granted them, and others judge them by their own clocks, with two seconds to spare.
 */
export class ClockWatch implements Closable {
  readonly #options: ClockWatchOptions;
  readonly #closing = new AbortController();
  readonly #stop: () => void;
  readonly #found = new Map<string, Comparison>();
  #isTold = false;

  constructor(options: ClockWatchOptions) {
    this.#options = options;
    const { clock, logger, metrics } = options;
    void this.#compare();
    this.#stop = repeat(
      clock,
      everyMs,
      () => this.#compare(),
      (error) => logger.error({ err: error }, "clock watch stopped"),
    );
    const latest = () => this.#latest();
    new Gauge({
      name: "rae_clock_skew_seconds",
      help: "How far this machine's clock is ahead of the server's (below zero: behind), if it answered within the last minute",
      labelNames: ["server"],
      registers: [metrics],
      collect() {
        this.reset();
        for (const [server, { aheadMs }] of latest()) this.set({ server }, aheadMs / 1_000);
      },
    });
  }

  get check(): ReadinessCheck {
    return { name: "clock", check: () => this.#readiness() };
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#stop();
  }

  #readiness(): Readiness {
    const wrong = [...this.#latest()].find(
      ([, { aheadMs, errorMs }]) => Math.abs(aheadMs) - errorMs > allowedMs,
    );
    if (wrong === undefined) return { ready: true };
    const [server, { aheadMs }] = wrong;
    const off = `${(Math.abs(aheadMs) / 1_000).toFixed(1)} s ${aheadMs > 0 ? "ahead of" : "behind"}`;
    const detail = `this machine's clock is ${off} that of the server ${server}; at most 1 s is allowed, as leases would end too early or too late: synchronize the clocks of both (NTP)`;
    return { ready: false, detail };
  }

  #latest(): ReadonlyMap<string, Comparison> {
    const sinceMs = this.#options.clock.monotonicMs() - countsMs;
    for (const [server, { atMs }] of this.#found) if (atMs < sinceMs) this.#found.delete(server);
    return this.#found;
  }

  async #compare(): Promise<void> {
    const { readServerClock, clock, logger } = this.#options;
    const sentAtMs = clock.nowMs();
    const beganMs = clock.monotonicMs();
    try {
      const told = await withDeadline(
        clock,
        answerMs,
        "reading a server's clock",
        readServerClock,
        this.#closing.signal,
      );
      if (told === undefined) return;
      const atMs = clock.monotonicMs();
      const errorMs = (atMs - beganMs) / 2;
      const aheadMs = sentAtMs + errorMs - told.nowMs;
      this.#found.set(told.server, { aheadMs, errorMs, atMs });
    } catch (error) {
      // That a store is away is told by its own check.
      logger.debug({ err: error }, "a server's clock could not be read");
    }
    if (!this.#closing.signal.aborted) this.#tell();
  }

  /** Once for each change. */
  #tell(): void {
    const { logger } = this.#options;
    const { ready, detail } = this.#readiness();
    if (ready !== this.#isTold) return;
    this.#isTold = !ready;
    if (ready) logger.info({}, "clocks agree again");
    else logger.error({ reason: detail }, "clocks do not agree");
  }
}
