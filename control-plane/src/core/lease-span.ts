import type { Lease } from "@rae/protocol";

/** Whether a lease has ended that waited or was held at some time from `fromMs` (inclusive) to `toMs` (exclusive). */
export function endedWithinSpan(
  { askedAtMs, ended }: Lease,
  fromMs: number,
  toMs: number,
): boolean {
  return askedAtMs < toMs && ended !== undefined && ended.atMs >= fromMs;
}
