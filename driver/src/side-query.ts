import { type Clock, withDeadline } from "@rae/kit";
import { toRaeError } from "@rae/protocol";
import { isTimeUp } from "./aborted.ts";

/**
 * One query of several, which may fail by itself: undefined if the device refuses it, answers it with nonsense or says nothing for
 * `timeoutMs`, so that what the others gave still counts.
 * @throws DriverError `link-unavailable`; the reason of the signal unless that is a deadline.
 */
export async function sideQuery<T>(
  clock: Clock,
  timeoutMs: number,
  signal: AbortSignal,
  query: (signal: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  try {
    return await withDeadline(clock, timeoutMs, "a query", query, signal);
  } catch (error) {
    if (signal.aborted && !isTimeUp(signal)) throw signal.reason;
    if (toRaeError(error).code === "link-unavailable") throw error;
    return undefined;
  }
}
