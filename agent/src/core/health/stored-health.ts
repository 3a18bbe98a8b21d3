import type { DeviceHealth } from "./device-health.ts";
import { unknownHealth } from "./device-health.ts";

/** What outlives a restart of the agent. */
export interface StoredHealth {
  readonly sessionId: string;
  readonly isQuarantined: boolean;
  readonly reason: string;
  /** Whether the device was leased and its clean-up has not succeeded since. */
  readonly mustClean: boolean;
  readonly failures: number;
}

/** What must be kept of a device's health; undefined if nothing: that it is ready stands with its session. */
export function toStore(sessionId: string, health: DeviceHealth): StoredHealth | undefined {
  const isQuarantined = health.verdict === "quarantined";
  const mustClean = health.due === "clean";
  if (!isQuarantined && !mustClean) return undefined;
  const { reason, failures } = health;
  return { sessionId, isQuarantined, reason, mustClean, failures };
}

/** The health of a device of before the start, by what was kept and by what its session showed last. It is checked again. */
export function healthAtStart(stored: StoredHealth | undefined, shown: unknown): DeviceHealth {
  if (stored !== undefined) {
    const { isQuarantined, reason, mustClean, failures } = stored;
    return {
      ...unknownHealth,
      ...{ verdict: isQuarantined ? "quarantined" : "unknown", due: mustClean ? "clean" : "check" },
      ...{ reason, failures, isShown: true },
    };
  }
  const verdict = shown === "ready" ? "ready" : "unknown";
  return { ...unknownHealth, verdict, isShown: typeof shown === "string" };
}
