import { type ErrorCodeEntry, entry } from "./error-code-entry.ts";

const once = false;
const again = true;

/** What can be wrong with leases. */
export const leaseErrorCodes = {
  "lease-not-found": entry(
    "client",
    404,
    once,
    "There is no such lease.",
    "List the leases; one that has ended is kept as long as the history.",
  ),
  leased: entry(
    "client",
    409,
    again,
    "Somebody else has the device for himself.",
    "Wait until the lease that `details` names is over, or ask for a lease with `waitMs`.",
  ),
  "lease-lost": entry(
    "client",
    409,
    once,
    "The lease is over, or a later one has taken its place.",
    "See `details` for when and why; ask for a new lease.",
  ),
  "lease-required": entry(
    "client",
    409,
    once,
    "The device obeys holders of a lease only.",
    "Ask for a lease and send its id with the command; the agent's `control.requireLease` says so.",
  ),
  "no-device-matches": entry(
    "client",
    422,
    once,
    "No device of the fleet meets the requirements.",
    "Ask `POST /v1/match` which requirement each device fails.",
  ),
  "not-available": entry(
    "client",
    409,
    again,
    "The devices that meet the requirements are not available now.",
    "See `details` for why; ask with `waitMs` to be queued.",
  ),
  "lease-not-enforced": entry(
    "operator",
    409,
    once,
    "The agent of the device's box does not enforce leases.",
    "Upgrade the agent.",
  ),
  "lease-not-armed": entry(
    "infrastructure",
    503,
    again,
    "The agent of a device did not confirm the lease in time.",
    "Nothing was granted; check the box that `details` names, then ask again.",
  ),
  "lease-store-unavailable": entry(
    "infrastructure",
    503,
    again,
    "The store of leases cannot be reached.",
    "Running leases stay in force. See /readyz; ask again with the same Idempotency-Key.",
  ),
  "not-ready": entry(
    "device",
    409,
    again,
    "The device is being cleaned or checked.",
    "Wait until its availability says `available`.",
  ),
  quarantined: entry(
    "device",
    409,
    once,
    "The device failed its check and is not handed out.",
    "See its `health.reason`; it is checked again by itself, or released by POST /v1/devices/{device}/health/release.",
  ),
} as const satisfies Record<string, ErrorCodeEntry>;
