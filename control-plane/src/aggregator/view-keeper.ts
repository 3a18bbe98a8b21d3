import { type Clock, type Logger, repeat } from "@rae/kit";
import type { FleetView } from "../ports/fleet-view.ts";
import type { History } from "../ports/history.ts";
import type { AggregatorMetrics } from "./aggregator-metrics.ts";
import { type CurrentStates, rebuildView } from "./view-rebuild.ts";

export interface ViewKeeperOptions {
  readonly view: FleetView;
  readonly history: History;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: AggregatorMetrics;
  readonly signal: AbortSignal;
}

const lookEveryMs = 1_000;

/**
 * Sees to it that the view holds what the history holds: refills one that is new or was lost, beside the fold, which goes on.
 * Of several aggregators one does it.
 */
export class ViewKeeper {
  readonly #options: ViewKeeperOptions;
  #isFailing = false;

  constructor(options: ViewKeeperOptions) {
    this.#options = options;
  }

  /** Refills the view if it needs it and nobody else does. @throws what the stores throw. */
  async begin(): Promise<void> {
    await this.#refill();
  }

  /** From now on looks every second. The returned function stops it. */
  watch(): () => void {
    const { clock, logger } = this.#options;
    return repeat(
      clock,
      lookEveryMs,
      () => this.#look(),
      (error) => logger.error({ err: error }, "view keeper stopped"),
    );
  }

  async #look(): Promise<void> {
    const { view, logger, signal } = this.#options;
    if (view.completeness() === "complete" || signal.aborted) return;
    try {
      await this.#refill();
      this.#isFailing = false;
    } catch (error) {
      if (signal.aborted) return;
      if (!this.#isFailing) logger.warn({ err: error }, "view not refilled, trying again");
      this.#isFailing = true;
    }
  }

  async #refill(): Promise<void> {
    const { view, history, clock, logger, metrics, signal } = this.#options;
    const startedMs = clock.monotonicMs();
    let records = 0;
    const count = (states: CurrentStates) => {
      const { devices, boxes, commands, leases } = states;
      records += devices.length + boxes.length + commands.length + leases.length;
    };
    const isDone = await view.refill((ending) => rebuildView(history, view, count, ending), signal);
    if (!isDone) return;
    metrics.viewRefills.inc();
    logger.info({ records, elapsedMs: clock.monotonicMs() - startedMs }, "view refilled");
  }
}
