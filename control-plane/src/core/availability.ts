import type { Lease } from "@rae/protocol";
import type { DeviceRecord } from "./device-record.ts";
import type { BoxRow } from "./fleet-index-boxes.ts";
import { type Availability, type DeviceRow, healthOf, textOf } from "./fleet-index-row.ts";
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
const offlineUnclean: Availability = {
  word: "absent",
  reason: "it is offline, and is cleaned up after its last lease when it is back",
};
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
  if (state === "offline") return healthOf(record) === "cleaning" ? offlineUnclean : offline;
  if (state === "unknown") return stateUnknown;
  if (box.record?.status.enforcesLeases !== true) return notEnforced;
  if (lease !== undefined) return leasedAvailability(lease);
  const health = healthOf(record);
  if (health === "quarantined") return quarantineOf(record);
  if (health === "cleaning") return withReasonOf(record, cleaning);
  if (health === "checking") return withReasonOf(record, checking);
  return state === "asleep" ? asleep : available;
}

/** Since when the device has been so, milliseconds since the epoch, as far as that was told; undefined if it is available. */
export function unavailableSinceMs(
  { record, lease, availability }: DeviceRow,
  box: BoxRow | undefined,
): number | undefined {
  const since = (name: string) => record.attributes[name]?.observedAtMs;
  switch (availability.word) {
    case "available":
      return undefined;
    case "leased":
      return lease?.grantedAtMs;
    case "quarantined":
    case "cleaning":
    case "checking":
      return since("health.state");
    case "asleep":
      return since("connection.state");
    case "absent":
      return box?.presence.state === "present" ? since("connection.state") : box?.sinceMs;
  }
}

/** Of a device that is there and neither cleaned nor checked as yet, the agent says why. */
function withReasonOf(record: DeviceRecord, otherwise: Availability): Availability {
  const reason = textOf(record, "health.reason") ?? "";
  return reason === "" ? otherwise : { word: otherwise.word, reason };
}

export function isSameAvailability(a: Availability, b: Availability): boolean {
  return a === b || (a.word === b.word && a.reason === b.reason);
}

/** Of a device that the lease holds. */
export function leasedAvailability(lease: Lease): Availability {
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
