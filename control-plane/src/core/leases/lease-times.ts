import type { Lease } from "@rae/protocol";

/**
 * How long an attempt may take, claims and arming together. After it, whoever meets it puts an end to it: so nobody is blocked for more than five
 * seconds by a process that died in the middle of one.
 */
export const attemptMs = 4_000;

/** How long after its end a lease keeps its devices: agents count by their own clocks, from when they heard of it. */
export const lapseMarginMs = 2_000;

/** Until when the lease waits for devices. */
export function queuedUntilMs({ askedAtMs, request }: Lease): number {
  return askedAtMs + (typeof request.waitMs === "number" ? request.waitMs : 0);
}

/** How long the lease may be held in all. Before it is granted, `latestMs` counts from the end of the wait. */
export function longestHoldMs(lease: Lease): number {
  return lease.latestMs - (lease.grantedAtMs ?? queuedUntilMs(lease));
}

/** When the agents have let go of the lease by their own clocks. One that was never granted may have been armed late in its attempt. */
export function letGoMs({ grantedAtMs, untilMs, ttlMs }: Lease): number {
  const lapsesMs = grantedAtMs === undefined ? untilMs + ttlMs : untilMs + attemptMs;
  return lapsesMs + lapseMarginMs;
}
