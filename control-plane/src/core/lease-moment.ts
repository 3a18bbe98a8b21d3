import type { Lease } from "@rae/protocol";

/** What the history of a device says of a lease: that it was granted, or that it ended. */
export interface LeaseMoment {
  readonly kind: "LeaseGranted" | "LeaseEnded";
  readonly atMs: number;
  readonly lease: Lease;
}

/** Where a moment stands among all of its device, whose leases follow each other. */
export interface LeasePlace {
  readonly grantedAtMs: number;
  readonly leaseId: string;
  readonly kind: LeaseMoment["kind"];
}

/** In order. A lease that was never granted has none. */
export function momentsOf(lease: Lease): readonly LeaseMoment[] {
  const { grantedAtMs, ended } = lease;
  if (grantedAtMs === undefined) return [];
  const granted: LeaseMoment = { kind: "LeaseGranted", atMs: grantedAtMs, lease };
  return ended === undefined
    ? [granted]
    : [granted, { kind: "LeaseEnded", atMs: ended.atMs, lease }];
}

export function placeOf({ kind, lease, atMs }: LeaseMoment): LeasePlace {
  return { kind, leaseId: lease.leaseId, grantedAtMs: lease.grantedAtMs ?? atMs };
}

/** Negative if `a` comes first. */
export function comparePlaces(a: LeasePlace, b: LeasePlace): number {
  if (a.grantedAtMs !== b.grantedAtMs) return a.grantedAtMs - b.grantedAtMs;
  if (a.leaseId !== b.leaseId) return a.leaseId < b.leaseId ? -1 : 1;
  return Number(a.kind === "LeaseEnded") - Number(b.kind === "LeaseEnded");
}
