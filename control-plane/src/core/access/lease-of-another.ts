import type { Lease, LeasedDevice } from "@rae/protocol";
import { leasedAvailability } from "../availability.ts";
import type { DeviceRow } from "../fleet-index-row.ts";

/** Stands where a name of another tenant would. */
export const anotherTenant = "another tenant";

/** Another tenant's lease: that and until when it has these devices, not who has them or what for, nor how long it waited. */
export function leaseOfAnother(lease: Lease, devices: readonly LeasedDevice[]): Lease {
  const { leaseId, version, state, ttlMs, grantedAtMs, askedAtMs, untilMs, ended } = lease;
  return {
    ...{ leaseId, version, state, ttlMs, untilMs, devices },
    ...(grantedAtMs === undefined ? {} : { grantedAtMs }),
    askedAtMs: grantedAtMs ?? askedAtMs,
    latestMs: untilMs,
    ...{ owner: anotherTenant, holder: anotherTenant, tenant: anotherTenant },
    ...{ purpose: "", priority: 0, request: {} },
    ...(ended === undefined ? {} : { ended: { ...ended, by: anotherTenant, detail: "" } }),
  };
}

// Rows are replaced, never changed, so that what was made of one lives as long as it does.
const rows = new WeakMap<DeviceRow, DeviceRow>();

/** A device that another tenant has. */
export function rowLeasedByAnother(row: DeviceRow): DeviceRow {
  const { record, lease, availability } = row;
  if (lease === undefined) return row;
  const known = rows.get(row);
  if (known !== undefined) return known;
  const devices = lease.devices.filter(({ sessionId }) => sessionId === record.sessionId);
  const shown = leaseOfAnother(lease, devices);
  const isLeased = availability.word === "leased";
  const made = {
    ...row,
    lease: shown,
    availability: isLeased ? leasedAvailability(shown) : availability,
  };
  rows.set(row, made);
  return made;
}
