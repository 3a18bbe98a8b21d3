import { holdsDevice, type Lease } from "@rae/protocol";
import type { LeaseStore } from "../../src/ports/lease-store.ts";

/** What must never be: two leases that hold one device, or one that holds a device whose claim is another's. In words. */
export async function leaseFaults(
  store: LeaseStore,
  leaseIds: Iterable<string>,
  sessionIds: Iterable<string>,
): Promise<readonly string[]> {
  const leases: Lease[] = [];
  for (const leaseId of leaseIds) {
    const lease = await store.read(leaseId);
    if (lease?.state === "granted") leases.push(lease);
  }
  const faults: string[] = [];
  for (const sessionId of sessionIds) {
    const claim = await store.readClaim(sessionId);
    const holders = leases.filter((lease) =>
      lease.devices.some((device) => device.sessionId === sessionId),
    );
    const names = holders.map(({ leaseId }) => leaseId).join(", ");
    if (holders.length > 1) faults.push(`${sessionId} is held by ${names}`);
    const isClaimed = holders.every(
      (lease) => claim?.leaseId === lease.leaseId && holdsDevice(lease, sessionId, claim.token),
    );
    if (!isClaimed) faults.push(`${sessionId} is held by ${names}, and claimed by others`);
  }
  return faults;
}
