import type { Lease } from "@rae/protocol";
import { endedLease, requeuedLease } from "./lease-changes.ts";
import { attemptMs, lapseMarginMs, queuedUntilMs } from "./lease-times.ts";

const by = "dispatcher";

/** What a lease becomes by the passing of time alone; undefined while nothing is due. */
export function dueChange(lease: Lease, nowMs: number): Lease | undefined {
  switch (lease.state) {
    case "queued":
      // Who asked without waiting, or was about to be served, has had his attempt by now.
      return nowMs >= lease.untilMs + attemptMs ? outOfTime(lease, nowMs) : undefined;
    case "pending":
      if (nowMs < lease.untilMs) return undefined;
      return nowMs < queuedUntilMs(lease) ? requeuedLease(lease) : outOfTime(lease, nowMs);
    case "granted":
      if (nowMs < lease.untilMs + lapseMarginMs) return undefined;
      return endedLease(lease, { reason: "lapsed", by, detail: "not renewed" }, lease.untilMs);
    case "ended":
      return undefined;
  }
}

function outOfTime(lease: Lease, nowMs: number): Lease {
  const waited = queuedUntilMs(lease) > lease.askedAtMs;
  return endedLease(
    lease,
    waited
      ? { reason: "timed-out", by, detail: "no devices in the time that it waited" }
      : { reason: "refused", by, detail: "the attempt to grant it was broken off" },
    nowMs,
  );
}
