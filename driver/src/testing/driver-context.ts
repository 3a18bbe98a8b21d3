import { systemClock } from "@rae/kit";
import type { DriverContext, Observation } from "../driver.ts";
import { silentLogger } from "./silent-logger.ts";

/** A context for a driver under test, and what the driver reported through it. */
export function driverContext(given: Partial<DriverContext> = {}): {
  readonly context: DriverContext;
  readonly reports: Observation[];
} {
  const reports: Observation[] = [];
  const report = (observation: Observation) => void reports.push(observation);
  return {
    context: { clock: systemClock, logger: silentLogger, remembered: {}, report, ...given },
    reports,
  };
}
