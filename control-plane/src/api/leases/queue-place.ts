import type { Lease } from "@rae/protocol";
import type { DeviceRow } from "../../core/fleet-index-row.ts";
import { meetsRequirements } from "../../core/match/requirements.ts";
import type { DevicePool } from "./device-pool.ts";
import { countOf } from "./lease-request.ts";
import { queueOrder, type WaitingLease } from "./plan-queue.ts";

/** Where a lease stands in the queue. */
export interface QueuePlace {
  /** 1: it is the first of all that wait. */
  readonly position: number;
  /** Leases before it that may take one of the same devices. */
  readonly ahead: number;
  /** Until it has its devices, if nobody renews or comes back early; undefined: what it wants is not there. */
  readonly estimateMs: number | undefined;
}

/** A lease that waits, with how long it will hold what it gets. */
export interface QueuedLease extends WaitingLease {
  readonly lease: Lease;
}

/** How long cleaning and checking are taken to last. */
const carePeriodMs = 10_000;

/** Of leases ahead no more are looked at: the estimate is too short then. */
const aheadMax = 500;

/** The place of a lease that waits, among the others. @throws RaeError `view-unavailable`. */
export function queuePlace(
  mine: QueuedLease,
  others: readonly QueuedLease[],
  pool: DevicePool,
  nowMs: number,
): QueuePlace {
  const order = queueOrder([mine, ...others], nowMs);
  const place = order.indexOf(mine);
  const rows = pool.all(mine.request, mine.sight);
  const competes = competesFor(rows, pool);
  const ahead = order.slice(0, place).filter(competes);
  const freeAtMs = rows.map((row) => comesFreeAtMs(row, nowMs)).filter((ms) => ms !== undefined);
  const times = new Float64Array(freeAtMs).sort();
  for (const { request, lease } of ahead.slice(0, aheadMax)) {
    const count = countOf(request);
    const last = times[count - 1];
    if (last === undefined) continue;
    times.fill(last + lease.ttlMs, 0, count).sort();
  }
  const atMs = times[countOf(mine.request) - 1];
  const estimateMs = atMs === undefined ? undefined : Math.max(0, Math.round(atMs - nowMs));
  return { position: place + 1, ahead: ahead.length, estimateMs };
}

/** Whether another request may take one of the devices. */
function competesFor(rows: readonly DeviceRow[], pool: DevicePool) {
  const ids = new Set(rows.map(({ record }) => record.sessionId));
  const known = new Map<string, boolean>();
  return ({ request, sight }: WaitingLease): boolean => {
    if (request.kind === "named") {
      return pool.idsOf(request.names, sight).some((id) => id !== undefined && ids.has(id));
    }
    const { requirements } = request;
    const key = `${sight.tenant ?? ""}\0${request.key}`;
    const mayTake = (row: DeviceRow) => sight.mayLease(row) && meetsRequirements(requirements, row);
    const competes = known.get(key) ?? rows.some(mayTake);
    known.set(key, competes);
    return competes;
  };
}

function comesFreeAtMs(row: DeviceRow, nowMs: number): number | undefined {
  switch (row.availability.word) {
    case "available":
    case "asleep":
      return nowMs;
    case "leased":
      return row.lease?.untilMs ?? nowMs;
    case "cleaning":
    case "checking":
      return nowMs + carePeriodMs;
    default:
      return undefined;
  }
}
