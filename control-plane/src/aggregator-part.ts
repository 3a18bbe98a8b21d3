import {
  type Aggregator,
  type AggregatorOptions,
  openAggregator,
} from "./aggregator/aggregator.ts";
import { engineLogLimits } from "./aggregator/engine-log-limits.ts";
import type { ReadinessCheck } from "./operations/readiness.ts";
import type { ProcessContext } from "./process-context.ts";

// Of the process's time to drain; the rest is for the other parts and the stores.
const drainShare = 0.5;

/** An aggregator as a part of a process. */
export interface AggregatorPart {
  /** Whether it runs, asked before it is open, too. */
  readonly check: ReadinessCheck;
  open(stores: Pick<AggregatorOptions, "log" | "view" | "history">): Aggregator;
}

export function aggregatorPart(context: ProcessContext): AggregatorPart {
  const { config, clock, logger, metrics, stack } = context;
  const limits = config.log.kafka === undefined ? {} : { limits: engineLogLimits };
  const drainMs = drainShare * config.drainTimeoutMs;
  let aggregator: Aggregator | undefined;
  return {
    check: {
      name: "aggregator",
      check: () =>
        aggregator === undefined
          ? { ready: false, detail: "starting" }
          : { ready: aggregator.state() === "running", detail: detailOf(aggregator) },
    },
    open(stores) {
      aggregator = stack.use(
        "aggregator",
        openAggregator({ ...stores, ...limits, clock, logger, metrics, drainMs }),
      );
      return aggregator;
    },
  };
}

function detailOf(aggregator: Aggregator): string {
  const state = aggregator.state();
  const failure = aggregator.failure();
  if (failure !== undefined) {
    return `${state}: ${failure instanceof Error ? failure.message : String(failure)}`;
  }
  const lags = aggregator.lag();
  const behind = lags.reduce((sum, lag) => sum + lag.endOffset - lag.handledOffset, 0);
  return `${state}, ${behind} records behind in ${lags.length} partitions`;
}
