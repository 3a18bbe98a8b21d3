import { DriverError } from "./driver-error.ts";

/**
 * What to throw when a signal ended a wait for a device: `timeout` naming what was waited for if the time was up, else the
 * reason that the one who aborted gave.
 */
export function abortedError(signal: AbortSignal, what: string): unknown {
  return isTimeUp(signal)
    ? new DriverError("timeout", what, { cause: signal.reason })
    : signal.reason;
}

/** Names of the reasons that a deadline aborts with: the platform's and Rae's. */
const deadlines: readonly unknown[] = ["TimeoutError", "DeadlineExceeded"];

/** Whether a deadline, and not a decision, aborted the signal. */
export function isTimeUp(signal: AbortSignal): boolean {
  const reason: unknown = signal.reason;
  if (!signal.aborted || typeof reason !== "object" || reason === null) return false;
  return "name" in reason && deadlines.includes(reason.name);
}
