import { holdsDevice, type Lease } from "@rae/protocol";

/**
 * Whether a claim of the lease keeps others from the device. One that does not never will: each attempt claims anew. The lease must
 * not be overdue (`dueChange`).
 */
export function claimCounts(lease: Lease, sessionId: string, token: number): boolean {
  if (lease.state !== "pending") return holdsDevice(lease, sessionId, token);
  return lease.devices.some((device) => device.sessionId === sessionId);
}
