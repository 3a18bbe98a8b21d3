import { type Lease, type LeaseState, leaseEndReasons, leaseStates } from "./lease.ts";
import { isId } from "./topics.ts";
import { rae } from "./wire.ts";
import {
  check,
  checkedCount,
  checkedName,
  checkedTime,
  decodeOrThrow,
  parseJsonObject,
} from "./wire-check.ts";

const stateByNumber = new Map<number, LeaseState>(
  Object.entries(leaseStates).map(([name, number]) => [number, name as LeaseState]),
);

/** A lease as the bytes of `rae.v1.Lease`. */
export function encodeLease(lease: Lease): Uint8Array {
  const { state, request, devices, ended, reach, ...rest } = lease;
  const wire: rae.v1.Lease.$Properties = {
    ...rest,
    state: leaseStates[state],
    ...(reach === "platform" ? { platform: true } : {}),
    requestJson: JSON.stringify(request),
    devices: devices.map((each) => ({ ...each })),
    ended: ended === undefined ? null : { ...ended },
  };
  return rae.v1.Lease.encode(wire).finish();
}

/**
 * Reads the bytes of `rae.v1.Lease`.
 * @throws RaeError `undecodable`, also for a state or a reason that this version does not know, and a record without a value.
 */
export function parseLease(bytes: Uint8Array | null): Lease {
  const wire = decodeOrThrow(bytes, (present) => rae.v1.Lease.decode(present));
  const state = stateByNumber.get(wire.state);
  if (state === undefined) return fail("state");
  const grantedAtMs = checkedTime(wire.grantedAtMs, "grantedAtMs");
  const { ended } = wire;
  return {
    leaseId: checkedName(wire.leaseId, "leaseId"),
    version: checkedCount(wire.version, "version"),
    state,
    ...{ owner: wire.owner, holder: wire.holder, purpose: wire.purpose, priority: wire.priority },
    ...(wire.tenant === "" ? {} : { tenant: wire.tenant }),
    ...(wire.platform ? { reach: "platform" as const } : {}),
    request: parseJsonObject(wire.requestJson, "requestJson"),
    ttlMs: checkedCount(wire.ttlMs, "ttlMs"),
    askedAtMs: checkedTime(wire.askedAtMs, "askedAtMs"),
    untilMs: checkedTime(wire.untilMs, "untilMs"),
    latestMs: checkedTime(wire.latestMs, "latestMs"),
    ...(grantedAtMs === 0 ? {} : { grantedAtMs }),
    devices: wire.devices.map(readDevice),
    ...(ended === null || ended === undefined ? {} : { ended: readEnd(ended) }),
  };
}

function readDevice(wire: rae.v1.LeasedDevice.$Properties) {
  const boxId = wire.boxId ?? "";
  check(isId(boxId), "devices.boxId");
  return {
    sessionId: checkedName(wire.sessionId, "devices.sessionId"),
    boxId,
    token: checkedCount(wire.token, "devices.token"),
  };
}

function readEnd(wire: rae.v1.LeaseEnd.$Properties) {
  const reason = leaseEndReasons.find((known) => known === wire.reason);
  if (reason === undefined) return fail("ended.reason");
  const atMs = checkedTime(wire.atMs, "ended.atMs");
  return { reason, atMs, by: wire.by ?? "", detail: wire.detail ?? "" };
}

function fail(field: string): never {
  check(false, field);
  throw new Error("unreachable");
}
