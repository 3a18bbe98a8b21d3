import { type Clock, type Closable, type Logger, repeat } from "@rae/kit";
import { toRaeError } from "@rae/protocol";
import type { FleetEffect } from "../../core/fleet-index.ts";
import type { Leasing } from "../../leasing/leasing.ts";
import type { FleetListener, FleetStep, FleetWatch } from "../fleet-watch.ts";
import type { LeaseAttempts } from "./lease-attempts.ts";
import type { LeaseBook } from "./lease-book.ts";
import type { LeaseQueue } from "./lease-queue.ts";
import type { LeaseRounds } from "./lease-rounds.ts";
import type { RebornBoxes } from "./reborn-boxes.ts";

/** Whoever leads stays the dispatcher for this long without saying so again. */
const leadMs = 3_000;
const leadEveryMs = 1_000;
const roundEveryMs = 5_000;
/** Ageing, devices that were left alone for a while, and times that have passed show no change by themselves. */
const tickMs = 500;
/** Attempts at a time; each takes as long as the agents of its devices. */
const attemptsMax = 64;

export interface LeaseDispatcherOptions {
  readonly leasing: Leasing;
  readonly watch: FleetWatch;
  readonly book: LeaseBook;
  readonly queue: LeaseQueue;
  readonly attempts: LeaseAttempts;
  readonly rounds: LeaseRounds;
  readonly reborn: RebornBoxes;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Serves the queue, ends what is over, and puts right what others left behind, while this process is elected.
 *
 * INVARIANTS: nothing here relies on being the only one: every change is a compare-and-set in the store, every command may come twice.
 */
export class LeaseDispatcher implements FleetListener, Closable {
  readonly #options: LeaseDispatcherOptions;
  readonly #closing = new AbortController();
  readonly #stops: (() => void)[];
  readonly #running = new Set<Promise<void>>();
  readonly #alone = new Set<string>();
  readonly #trying = new Set<string>();
  #leads = false;
  #isWoken = false;
  #roundAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: LeaseDispatcherOptions) {
    this.#options = options;
    const { clock, logger, watch, book } = options;
    const onError = (error: unknown) => logger.error({ err: error }, "lease dispatcher stopped");
    this.#stops = [
      watch.listen(this),
      book.listen(() => this.#wake()),
      repeat(clock, leadEveryMs, () => this.#lead(), onError),
      repeat(clock, tickMs, () => this.#tick(), onError),
    ];
    this.#run("lease dispatcher not elected", () => this.#lead());
  }

  /** Whether this process is the elected one, as far as it knows. */
  get leads(): boolean {
    return this.#leads;
  }

  /** Also by those that are not elected: the elected one may be gone. */
  onRefill(): void {
    const { rounds } = this.#options;
    this.#runAlone("leases not published again", () => rounds.publishAgain(this.#closing.signal));
    this.#wake();
  }

  onSteps(steps: readonly FleetStep[]): void {
    if (!this.#leads) return;
    for (const { effects } of steps) {
      for (const effect of effects) {
        if (effect.kind === "box") this.#rearm(effect.box.boxId);
        else if (effect.kind === "device-ended") this.#lose(effect.record.sessionId);
        else if (effect.kind === "device" && comesFree(effect)) this.#wake();
      }
    }
  }

  onCommands(): void {}

  async close(): Promise<void> {
    for (const stop of this.#stops) stop();
    this.#closing.abort();
    await Promise.allSettled(this.#running);
  }

  async #lead(): Promise<void> {
    const { leasing, logger } = this.#options;
    const before = this.#leads;
    try {
      this.#leads = await leasing.lead(leadMs);
    } catch (error) {
      this.#leads = false;
      if (before) logger.warn({ err: error }, "lease dispatcher cannot reach the store");
      return;
    }
    if (this.#leads === before) return;
    logger.info({ leads: this.#leads }, "lease dispatcher elected");
    if (this.#leads) this.#roundAtMs = Number.NEGATIVE_INFINITY;
    this.#tick();
  }

  #tick(): void {
    if (!this.#leads || this.#options.watch.trouble !== undefined) return;
    const { clock, rounds, reborn } = this.#options;
    const nowMs = clock.monotonicMs();
    if (nowMs - this.#roundAtMs >= roundEveryMs) {
      this.#roundAtMs = nowMs;
      this.#runAlone("round of leases failed", () => rounds.putRight(this.#closing.signal));
      this.#runAlone("boxes not armed again", () => reborn.retry(this.#closing.signal));
    }
    this.#runAlone("leases that are over not ended", () => rounds.settleDue());
    this.#wake();
  }

  /** Serves the queue soon, once for all that happens at once. */
  #wake(): void {
    if (!this.#leads || this.#isWoken || this.#closing.signal.aborted) return;
    this.#isWoken = true;
    setImmediate(() => {
      this.#isWoken = false;
      if (!this.#leads || this.#closing.signal.aborted) return;
      try {
        this.#serve();
      } catch (error) {
        this.#options.logger.warn({ err: toRaeError(error) }, "queue of leases not served");
      }
    });
  }

  #serve(): void {
    const { queue, attempts, book } = this.#options;
    for (const [leaseId, rows] of queue.plan()) {
      if (this.#trying.size >= attemptsMax) return;
      const lease = book.get(leaseId);
      if (lease === undefined || this.#trying.has(leaseId)) continue;
      this.#trying.add(leaseId);
      this.#run("attempt of a lease failed", async () => {
        try {
          await attempts.make(lease, rows, this.#closing.signal);
        } finally {
          this.#trying.delete(leaseId);
          this.#wake();
        }
      });
    }
  }

  #rearm(boxId: string): void {
    const { reborn } = this.#options;
    if (!reborn.hasComeAnew(boxId)) return;
    this.#run("agents not armed again", () => reborn.rearm(boxId, this.#closing.signal));
  }

  #lose(sessionId: string): void {
    this.#run("lease of a lost device not ended", () => this.#options.rounds.endOf(sessionId));
  }

  /** Not while the same is still under way. */
  #runAlone(what: string, work: () => Promise<void>): void {
    if (this.#alone.has(what)) return;
    this.#alone.add(what);
    this.#run(what, () => work().finally(() => this.#alone.delete(what)));
  }

  #run(what: string, work: () => Promise<void>): void {
    const done = work().catch((error: unknown) => {
      if (!this.#closing.signal.aborted) this.#options.logger.warn({ err: error }, what);
    });
    this.#running.add(done);
    void done.finally(() => this.#running.delete(done));
  }
}

function comesFree({ before, after }: Extract<FleetEffect, { kind: "device" }>): boolean {
  return before?.availability.word !== after.availability.word;
}
