import { DeadlineExceeded } from "@rae/kit";
import { RaeError } from "@rae/protocol";

/**
 * What to throw when a signal ended a wait for a device: `timeout` naming what was waited for if the time was up, else the
 * reason that the one who aborted gave.
 */
export function abortedError(signal: AbortSignal, what: string): unknown {
  return isTimeUp(signal) ? new RaeError("timeout", what, { cause: signal.reason }) : signal.reason;
}

/** Whether a deadline, and not a decision, aborted the signal. */
export function isTimeUp(signal: AbortSignal): boolean {
  const reason: unknown = signal.reason;
  if (!signal.aborted) return false;
  if (reason instanceof DeadlineExceeded) return true;
  return reason instanceof Error && reason.name === "TimeoutError";
}
