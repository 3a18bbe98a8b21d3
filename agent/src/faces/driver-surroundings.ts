import type { DriverLogger } from "@rae/driver";
import type { Clock, Logger } from "@rae/kit";
import { copyJson, factBounds } from "../core/faces/json-copy.ts";
import { RateBudget } from "../core/faces/rate-budget.ts";
import type { Crossing } from "./crossing.ts";
import { outsideOfDrivers } from "./driver-scope.ts";

/** Lines of the log at once and, for good, in a second. */
const lines = { burst: 100, perSecond: 10 };
const maxMessageLength = 200;

/** The clock as a driver gets it: its timers are its own, and end with it. */
export function driverClock(
  clock: Clock,
  crossing: Crossing,
): { readonly clock: Clock; readonly cancelAll: () => void } {
  const timers = new Set<() => void>();
  let isOver = false;
  const schedule = (delayMs: number, task: () => void) => {
    if (isOver) return () => {};
    const stop = outsideOfDrivers(() =>
      clock.schedule(delayMs, () => {
        timers.delete(stop);
        crossing.call("a timer", task);
      }),
    );
    timers.add(stop);
    return () => {
      timers.delete(stop);
      stop();
    };
  };
  return {
    clock: { nowMs: () => clock.nowMs(), monotonicMs: () => clock.monotonicMs(), schedule },
    cancelAll: () => {
      isOver = true;
      for (const stop of timers) stop();
      timers.clear();
    },
  };
}

/** The log as a driver gets it: facts in JSON, and no flood. */
export function driverLogger(logger: Logger, clock: Clock): DriverLogger {
  const budget = new RateBudget(lines.burst, lines.perSecond, clock.monotonicMs());
  const log = (level: keyof DriverLogger) => (fields: object, message: string) => {
    if (!logger.isLevelEnabled(level) || !budget.take(clock.monotonicMs())) return;
    const { copy } = copyJson({ ...fields }, factBounds);
    outsideOfDrivers(() => logger[level](copy, String(message).slice(0, maxMessageLength)));
  };
  return {
    trace: log("trace"),
    debug: log("debug"),
    info: log("info"),
    warn: log("warn"),
    error: log("error"),
  };
}
