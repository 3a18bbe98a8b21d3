import { type Clock, type Logger, sleep } from "@rae/kit";
import { type CurrentStates, rebuildView } from "./aggregator/view-rebuild.ts";
import type { FleetView } from "./ports/fleet-view.ts";
import type { History } from "./ports/history.ts";

export interface RebuildViewOptions {
  readonly view: FleetView;
  readonly history: History;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

/** What a rebuild by hand came to. */
export interface RebuiltView {
  /** `another`: an aggregator that runs was faster; the counts are of what was done here. */
  readonly by: "us" | "another";
  readonly devices: number;
  readonly boxes: number;
  readonly commands: number;
  readonly leases: number;
  readonly elapsedMs: number;
}

const lookEveryMs = 250;
const none = { devices: 0, boxes: 0, commands: 0, leases: 0 };

/**
 * Empties the fleet view and refills it from the history, for an operator who does not trust what it holds: the command
 * `rae-control-plane rebuild-view`. Aggregators may run meanwhile; the api serves from the history. Resolves when the view is
 * complete, whoever refilled it.
 * @throws RaeError `view-unavailable`, `history-unavailable`; the reason of `signal`.
 */
export async function rebuildViewByHand(options: RebuildViewOptions): Promise<RebuiltView> {
  const { view, history, clock, logger, signal } = options;
  const startedMs = clock.monotonicMs();
  let counts = none;
  const count = ({ devices, boxes, commands, leases }: CurrentStates) => {
    counts = {
      devices: counts.devices + devices.length,
      boxes: counts.boxes + boxes.length,
      commands: counts.commands + commands.length,
      leases: counts.leases + leases.length,
    };
  };
  const done = (by: RebuiltView["by"]): RebuiltView => ({
    ...{ by, ...counts },
    elapsedMs: Math.round(clock.monotonicMs() - startedMs),
  });
  await view.clear();
  logger.info("fleet view emptied");
  for (;;) {
    const isOurs = await view.refill((ending) => {
      counts = none;
      return rebuildView(history, view, count, ending);
    }, signal);
    if (isOurs) return done("us");
    if (view.completeness() === "complete") return done("another");
    await sleep(clock, lookEveryMs, signal);
  }
}
