import type { JsonObject, Lease, LeasedDevice, LeaseEndReason } from "@rae/protocol";
import { attemptMs, longestHoldMs, queuedUntilMs } from "./lease-times.ts";

/** What somebody asks for. */
export interface NewLease {
  readonly leaseId: string;
  readonly owner: string;
  /** See `Lease`. */
  readonly tenant?: string;
  readonly reach?: "platform";
  readonly holder: string;
  readonly purpose: string;
  readonly priority: number;
  /** Kept in the lease as it is, with `waitMs`. */
  readonly request: JsonObject;
  /** How long it is held without being renewed. */
  readonly ttlMs: number;
  /** How long it may be held in all. */
  readonly maxMs: number;
  /** How long it waits for devices; 0: it does not. */
  readonly waitMs: number;
}

/** Who ended a lease and why. */
export interface LeaseEnding {
  readonly reason: LeaseEndReason;
  /** The owner, another credential, or `dispatcher`. */
  readonly by: string;
  /** For people. */
  readonly detail: string;
}

export function askedLease(asked: NewLease, nowMs: number): Lease {
  const { waitMs, maxMs, request, ...rest } = asked;
  const untilMs = nowMs + waitMs;
  return {
    ...rest,
    version: 1,
    state: "queued",
    request: { ...request, waitMs },
    askedAtMs: nowMs,
    untilMs,
    latestMs: untilMs + maxMs,
    devices: [],
  };
}

export function pendingLease(lease: Lease, devices: Lease["devices"], nowMs: number): Lease {
  return {
    ...lease,
    version: lease.version + 1,
    state: "pending",
    untilMs: nowMs + attemptMs,
    devices: devices.map((device) => ({ ...device, token: 0 })),
  };
}

/** An attempt has failed: it waits again. */
export function requeuedLease(lease: Lease): Lease {
  return {
    ...lease,
    version: lease.version + 1,
    state: "queued",
    untilMs: queuedUntilMs(lease),
    devices: [],
  };
}

/** `sinceMs`: when the agents were told, so that none lets go before the lease says so. */
export function grantedLease(
  lease: Lease,
  devices: readonly LeasedDevice[],
  sinceMs: number,
): Lease {
  const latestMs = sinceMs + longestHoldMs(lease);
  return {
    ...lease,
    version: lease.version + 1,
    state: "granted",
    untilMs: Math.min(sinceMs + lease.ttlMs, latestMs),
    latestMs,
    grantedAtMs: sinceMs,
    devices,
  };
}

export function renewedLease(lease: Lease, ttlMs: number, nowMs: number): Lease {
  const untilMs = Math.min(nowMs + ttlMs, lease.latestMs);
  return { ...lease, version: lease.version + 1, ttlMs, untilMs };
}

/** What was held is `released`, what was not yet is `cancelled`, whichever its owner asked for. */
export function endedLease(lease: Lease, { reason, by, detail }: LeaseEnding, atMs: number): Lease {
  const byOwner = reason === "released" || reason === "cancelled";
  const held = lease.state === "granted" ? "released" : "cancelled";
  return {
    ...lease,
    version: lease.version + 1,
    state: "ended",
    ended: { reason: byOwner ? held : reason, atMs, by, detail },
  };
}
