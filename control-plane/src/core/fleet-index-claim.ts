import type { DeviceRow } from "./fleet-index-row.ts";
import type { DeviceState } from "./presence.ts";

const presenceRank: Readonly<Record<DeviceState, number>> = {
  online: 2,
  asleep: 1,
  offline: 0,
  unknown: 0,
};

/**
 * Whether `a` claims an asset name with more right than `b`: it is there and `b` is not, else it was seen first later. A device that
 * moves between boxes leaves a session behind at each, and may come back to any of them.
 */
export function claimsBefore(a: DeviceRow, b: DeviceRow): boolean {
  const ranks = presenceRank[a.state] - presenceRank[b.state];
  if (ranks !== 0) return ranks > 0;
  const laterMs = a.record.firstReceivedAtMs - b.record.firstReceivedAtMs;
  return laterMs !== 0 ? laterMs > 0 : a.record.sessionId > b.record.sessionId;
}
