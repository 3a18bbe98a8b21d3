import type { Clock } from "@rae/kit";

/** A timer counts monotonic time and holds at most 24 days; the wall clock may be set meanwhile. */
const lookMs = 3_600_000;

/** Calls `task` when the wall clock shows `atMs`, within an hour if it was set. The returned function calls it off. */
export function atWallTime(clock: Clock, atMs: number, task: () => void): () => void {
  let cancel = () => {};
  const look = () => {
    const leftMs = atMs - clock.nowMs();
    if (leftMs <= 0) task();
    else cancel = clock.schedule(Math.min(leftMs, lookMs), look);
  };
  look();
  return () => cancel();
}
