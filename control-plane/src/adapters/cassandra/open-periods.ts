import type { CassandraConnection } from "./connection.ts";
import type { Requests } from "./requests.ts";

const openPeriodMs = 600_000;
/** Nobody waits for what was asked for longer ago; it is not scanned, and its row goes. */
const openPeriods = (30 * 86_400_000) / openPeriodMs;
export const openTtlS = 31 * 86_400;
const periodsAtOnce = 144;

/** What is open is found by the ten minutes in which it was asked for: no partition collects the deleted rows of a day. */
export function openPeriodOf(requestedAtMs: number): number {
  return Math.floor(requestedAtMs / openPeriodMs);
}

/** Reads what is open of those asked for in a period. */
export type ReadOpen<R> = (requests: Requests, period: number) => Promise<readonly R[]>;

/** What `read` gives for each period, newest first. */
export async function* scanOpen<R>(
  connection: CassandraConnection,
  nowMs: number,
  signal: AbortSignal,
  read: ReadOpen<R>,
): AsyncGenerator<R> {
  // One ahead, as others' clocks may be.
  const newest = openPeriodOf(nowMs) + 1;
  for (let first = newest; first > newest - openPeriods; first -= periodsAtOnce) {
    signal.throwIfAborted();
    const periods = Array.from({ length: periodsAtOnce }, (_, index) => first - index);
    const found = await connection.call("scanning what is open", (requests) =>
      Promise.all(periods.map((period) => read(requests, period))),
    );
    yield* found.flat();
  }
}
