import type { Lease } from "@rae/protocol";
import type { Sight } from "../../core/access/sight.ts";
import type { DeviceRow } from "../../core/fleet-index-row.ts";
import { chooseDevices } from "../../core/match/choose-devices.ts";
import { meetsRequirements } from "../../core/match/requirements.ts";
import { countOf, type DeviceName, type LeaseRequest, type MatchRequest } from "./lease-request.ts";

/** A lease that waits, or is about to. */
export interface WaitingLease {
  readonly lease: Pick<Lease, "leaseId" | "priority" | "askedAtMs">;
  readonly request: LeaseRequest;
  /** What it may be given devices from. */
  readonly sight: Sight;
}

export interface PlanOptions {
  readonly nowMs: number;
  /** From 0 up to 1. */
  readonly random: () => number;
  /** The id of the device that is named so now. */
  readonly idOf: (name: DeviceName, sight: Sight) => string | undefined;
}

/** A lease of several devices that has waited for longer keeps what becomes free for it from those behind it. */
const reserveAfterMs = 30_000;

/** Priority, raised by one for each minute of waiting, so that nobody waits for ever. */
export function effectivePriority(
  { priority, askedAtMs }: WaitingLease["lease"],
  nowMs: number,
): number {
  return priority + Math.floor(Math.max(0, nowMs - askedAtMs) / 60_000);
}

/** In the order in which they are served: effective priority, then age. */
export function queueOrder<W extends WaitingLease>(waiting: Iterable<W>, nowMs: number): W[] {
  return [...waiting].sort(
    (a, b) =>
      effectivePriority(b.lease, nowMs) - effectivePriority(a.lease, nowMs) ||
      a.lease.askedAtMs - b.lease.askedAtMs ||
      (a.lease.leaseId < b.lease.leaseId ? -1 : 1),
  );
}

/**
 * Which devices each lease may try to get now, those first that are first in the queue; what cannot be met is passed over.
 * `free` are the devices that are available, or asleep: those only for who names them.
 */
export function planQueue(
  waiting: Iterable<WaitingLease>,
  free: Iterable<DeviceRow>,
  { nowMs, random, idOf }: PlanOptions,
): ReadonlyMap<string, readonly DeviceRow[]> {
  const left = new Map([...free].map((row) => [row.record.sessionId, row]));
  const plan = new Map<string, readonly DeviceRow[]>();
  // Many ask for the same; a long queue must not look at every device for each of them.
  const matching = new Map<string, readonly DeviceRow[]>();
  const candidatesOf = ({ request, sight }: WaitingLease) => {
    if (request.kind === "named") {
      return namedIn(
        left,
        request.names.map((name) => idOf(name, sight)),
      ).filter((row) => sight.mayLease(row));
    }
    const key = `${sight.tenant ?? ""}\0${request.key}`;
    const meetsIt = meets(request);
    const known =
      matching.get(key) ?? [...left.values()].filter((row) => sight.mayLease(row) && meetsIt(row));
    const candidates = known.filter(({ record }) => left.has(record.sessionId));
    matching.set(key, candidates);
    return candidates;
  };
  for (const each of queueOrder(waiting, nowMs)) {
    if (left.size === 0) break;
    const { lease, request } = each;
    const candidates = candidatesOf(each);
    const chosen = chosenOf(request, candidates, random);
    const hasWaited = nowMs - lease.askedAtMs > reserveAfterMs;
    const kept = chosen ?? (hasWaited && countOf(request) > 1 ? reserved(request, candidates) : []);
    for (const { record } of kept) left.delete(record.sessionId);
    if (chosen !== undefined) plan.set(lease.leaseId, chosen);
  }
  return plan;
}

function namedIn(
  left: ReadonlyMap<string, DeviceRow>,
  ids: readonly (string | undefined)[],
): readonly DeviceRow[] {
  return ids.flatMap((id) => (id === undefined ? [] : (left.get(id) ?? [])));
}

function meets({ requirements }: MatchRequest) {
  return (row: DeviceRow) =>
    row.availability.word === "available" && meetsRequirements(requirements, row);
}

function chosenOf(
  request: LeaseRequest,
  candidates: readonly DeviceRow[],
  random: () => number,
): readonly DeviceRow[] | undefined {
  if (request.kind === "match") return chooseDevices(candidates, request.choice, random);
  return candidates.length === request.names.length ? candidates : undefined;
}

/** What is kept until there is enough: as many as are wanted, at the box that has the most if it must be one box. */
function reserved(request: LeaseRequest, candidates: readonly DeviceRow[]): readonly DeviceRow[] {
  if (request.kind === "named") return candidates;
  const { count, sameBox, distinct } = request.choice;
  for (let size = Math.min(count, candidates.length); size > 0; size -= 1) {
    const choice = { count: size, ...(sameBox && { sameBox }), ...(distinct && { distinct }) };
    const kept = chooseDevices(candidates, choice, () => 0);
    if (kept !== undefined) return kept;
  }
  return [];
}
