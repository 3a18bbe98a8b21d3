import type { Lease } from "@rae/protocol";
import type { DeviceRecord } from "./device-record.ts";
import type { BoxRow } from "./fleet-index-boxes.ts";
import { type Availability, healthOf, textOf } from "./fleet-index-row.ts";
import type { DeviceState } from "./presence.ts";

const available: Availability = { word: "available", reason: undefined };
const boxAway: Availability = { word: "absent", reason: "its box is away" };
const offline: Availability = { word: "absent", reason: "it is offline" };
const stateUnknown: Availability = { word: "absent", reason: "its box has not told its state" };
const notEnforced: Availability = {
  word: "absent",
  reason: "the agent of its box does not enforce leases",
};
const cleaning: Availability = { word: "cleaning", reason: "it is being cleaned after a lease" };
const checking: Availability = { word: "checking", reason: "its check is under way" };
const asleep: Availability = { word: "asleep", reason: "it is asleep" };
const quarantined: Availability = { word: "quarantined", reason: "quarantined" };

// Leases are replaced, never changed; all devices of one share its text.
const leased = new WeakMap<Lease, Availability>();

/** What a device's record, its state as it shows, its box and the lease that holds it come to. */
export function availabilityOf(
  record: DeviceRecord,
  state: DeviceState,
  box: BoxRow,
  lease: Lease | undefined,
): Availability {
  if (box.presence.state !== "present") return boxAway;
  if (state === "offline") return offline;
  if (state === "unknown") return stateUnknown;
  if (box.record?.status.enforcesLeases !== true) return notEnforced;
  if (lease !== undefined) return leasedBy(lease);
  const health = healthOf(record);
  if (health === "quarantined") return quarantineOf(record);
  if (health === "cleaning") return cleaning;
  if (health === "checking") return checking;
  return state === "asleep" ? asleep : available;
}

export function isSameAvailability(a: Availability, b: Availability): boolean {
  return a === b || (a.word === b.word && a.reason === b.reason);
}

function leasedBy(lease: Lease): Availability {
  const known = leased.get(lease);
  if (known !== undefined) return known;
  const until = new Date(lease.untilMs).toISOString();
  const made: Availability = { word: "leased", reason: `leased by ${lease.holder} until ${until}` };
  leased.set(lease, made);
  return made;
}

function quarantineOf(record: DeviceRecord): Availability {
  const reason = textOf(record, "health.reason") ?? "";
  return reason === "" ? quarantined : { word: "quarantined", reason: `quarantined: ${reason}` };
}
