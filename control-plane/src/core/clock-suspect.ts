import { defaults } from "@rae/protocol";

/** Whether an observation time is too far off the receive time to be believed. */
export function isClockSuspect({
  observedAtMs,
  receivedAtMs,
}: {
  readonly observedAtMs: number;
  readonly receivedAtMs: number;
}): boolean {
  return Math.abs(observedAtMs - receivedAtMs) > defaults.clockSuspectMs;
}
