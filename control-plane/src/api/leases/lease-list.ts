import type { Lease, LeaseState } from "@rae/protocol";
import { encodeCursor, parseCursor } from "../../core/fleet-index-cursor.ts";

/** What a list of leases is narrowed to; a lease must meet all of it. */
export interface LeaseFilter {
  readonly state?: LeaseState | undefined;
  readonly holder?: string | undefined;
  readonly owner?: string | undefined;
  /** Id of one of its devices. */
  readonly device?: string | undefined;
}

const order = "leases";

/** A page of those that meet the filter, those asked for last first. @throws RaeError `bad-cursor`. */
export function listLeases(
  leases: Iterable<Lease>,
  filter: LeaseFilter,
  limit: number,
  cursor: string | undefined,
) {
  const after = cursor === undefined ? undefined : parseCursor(order, cursor);
  const found = [...leases]
    .filter((lease) => matches(filter, lease) && (after === undefined || isBehind(lease, after)))
    .sort((a, b) => b.askedAtMs - a.askedAtMs || (a.leaseId < b.leaseId ? -1 : 1));
  const items = found.slice(0, limit);
  const last = items.at(-1);
  if (last === undefined || found.length <= limit) return { items, nextCursor: null };
  return { items, nextCursor: encodeCursor(order, { key: last.askedAtMs, id: last.leaseId }) };
}

function matches({ state, holder, owner, device }: LeaseFilter, lease: Lease): boolean {
  if (state !== undefined && lease.state !== state) return false;
  if (holder !== undefined && lease.holder !== holder) return false;
  if (owner !== undefined && lease.owner !== owner) return false;
  return device === undefined || lease.devices.some(({ sessionId }) => sessionId === device);
}

function isBehind(
  lease: Lease,
  { key, id }: { readonly key: string | number; readonly id: string },
) {
  if (lease.askedAtMs !== key) return lease.askedAtMs < Number(key);
  return lease.leaseId > id;
}
