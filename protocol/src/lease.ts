import type { JsonObject } from "./command.ts";

/** Numbers of lease states on the wire. */
export const leaseStates = { queued: 1, pending: 2, granted: 3, ended: 4 } as const;

/**
 * `queued` waits for devices; `pending` claims some and tells their agents; `granted` has them; `ended` is final. A lease with
 * a queue goes from `pending` back to `queued` when an attempt fails.
 */
export type LeaseState = keyof typeof leaseStates;

/**
 * Why a lease is over. `released` by its owner, `lapsed` by time, `broken` by somebody else, `device-lost` as a device has left;
 * before it was granted: `cancelled` by its owner, `timed-out` in the queue, `refused` as it could not be granted.
 */
export const leaseEndReasons = [
  "released",
  "lapsed",
  "broken",
  "device-lost",
  "cancelled",
  "timed-out",
  "refused",
] as const;
export type LeaseEndReason = (typeof leaseEndReasons)[number];

/** A device of a lease. A higher token of the same session takes the place of a lower one. */
export interface LeasedDevice {
  readonly sessionId: string;
  readonly boxId: string;
  /** 0 until the device is claimed. */
  readonly token: number;
}

/** A lease as it is after a change. Times are milliseconds since the epoch by the clock of the control plane. */
export interface Lease {
  readonly leaseId: string;
  /** 1 at first, +1 for each change; of two, the higher one counts. */
  readonly version: number;
  readonly state: LeaseState;
  /** Names the credential that asked. */
  readonly owner: string;
  /** The tenant of that credential; not there: asked for when there were no tenants. */
  readonly tenant?: string;
  /** The credential may use devices of every tenant. */
  readonly reach?: "platform";
  /** For people: the job or the person. */
  readonly holder: string;
  readonly purpose: string;
  /** A higher one is served first. */
  readonly priority: number;
  /** What was asked for. */
  readonly request: JsonObject;
  readonly ttlMs: number;
  readonly askedAtMs: number;
  /** Queued: until when. Pending: until when the attempt may take. Granted: when it lapses. Ended: as before. */
  readonly untilMs: number;
  /** It cannot be renewed beyond this. */
  readonly latestMs: number;
  readonly grantedAtMs?: number;
  /** Those wanted or held; empty while queued. */
  readonly devices: readonly LeasedDevice[];
  readonly ended?: {
    readonly reason: LeaseEndReason;
    readonly atMs: number;
    /** Who ended it: the owner, another credential, or `dispatcher`. */
    readonly by: string;
    /** For people. */
    readonly detail: string;
  };
}

/** Whether the lease holds the device under this token. */
export function holdsDevice(lease: Lease, sessionId: string, token: number): boolean {
  if (lease.state !== "granted") return false;
  return lease.devices.some((each) => each.sessionId === sessionId && each.token === token);
}
