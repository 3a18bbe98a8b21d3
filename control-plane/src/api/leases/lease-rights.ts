import { type Lease, RaeError } from "@rae/protocol";
import { decide } from "../../core/access/decide.ts";
import { anotherTenant } from "../../core/access/lease-of-another.ts";
import type { Asker } from "../access/asker.ts";
import { checkAction } from "../access/check-action.ts";
import { tenantOfLease } from "../access/sights.ts";

/** @throws RaeError `forbidden` if the lease, which is seen, is somebody else's and who asks is no operator of its tenant. */
export function checkHold({ principal }: Asker, lease: Lease): void {
  checkAction(principal, "leases.hold", { tenant: tenantOfLease(lease), owner: lease.owner });
}

/** @throws RaeError `forbidden` if who asks is an operator neither of the lease's tenant nor for any of its devices. */
export function checkBreak({ principal, sight, fleet }: Asker, lease: Lease): void {
  const mayTake = lease.devices.some(({ sessionId }) => {
    const row = fleet.device(sessionId);
    return row !== undefined && decide(principal, "leases.break", sight.resourceOf(row)).allowed;
  });
  if (!mayTake) checkAction(principal, "leases.break", { tenant: tenantOfLease(lease) });
}

/** Who a lease was taken away by, as its holder may know it. */
export function breakerOf({ principal, sight }: Asker, lease: Lease): string {
  return sight.owns(lease) ? principal.id : anotherTenant;
}

/** As for a lease that is not there. */
export function leaseNotFound(leaseId: string): RaeError {
  return new RaeError("lease-not-found", `there is no lease ${leaseId}`, { details: { leaseId } });
}
