import { setImmediate } from "node:timers/promises";
import type { Clock } from "@rae/kit";

/** So long others may have to wait. */
const turnMs = 10;

/**
 * Visits every item of every piece, and lets others have their turn now and then, so that a long walk holds nobody up. The next piece
 * is asked for when it is needed. Ends early, without an error, when `signal` aborts.
 */
export async function inTurns<T>(
  pieces: Iterable<readonly T[]>,
  visit: (item: T) => void,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  let startedAtMs = clock.monotonicMs();
  for (const piece of pieces) {
    for (const item of piece) {
      visit(item);
      if (clock.monotonicMs() - startedAtMs < turnMs) continue;
      await setImmediate();
      if (signal.aborted) return;
      startedAtMs = clock.monotonicMs();
    }
  }
}
