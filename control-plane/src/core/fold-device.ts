import type { Attributes, AttributesChangedEvent, DeviceEvent } from "@rae/protocol";
import type { DeviceRecord } from "./device-record.ts";
import type { Receipt } from "./receipt.ts";

/** A box that keeps inventing attributes must not make its records grow for ever. */
export const attributesMax = 1000;

/**
 * Folds one event into a session's record by (session, revision) alone. Returns the same object when the event changes
 * nothing. `record` must be what the stores hold of the session: without one, a delta makes a stale record.
 */
export function foldDevice(
  record: DeviceRecord | undefined,
  event: DeviceEvent,
  receipt: Pick<Receipt, "receivedAtMs">,
): DeviceRecord {
  if (record === undefined) return create(event, receipt.receivedAtMs);
  if (record.ended !== undefined || event.revision < record.revision) return record;
  if (event.revision === record.revision && !(event.kind === "Snapshot" && record.stale)) {
    return record;
  }
  const gap = event.revision > record.revision + 1;
  const moved = {
    ...record,
    revision: event.revision,
    stale: record.stale || gap,
    receivedAtMs: receipt.receivedAtMs,
    observedAtMs: event.observedAtMs,
  };
  switch (event.kind) {
    case "Attached":
      return { ...moved, attributes: bounded(event.attributes) };
    case "Snapshot":
      return { ...moved, attributes: bounded(event.attributes), stale: false };
    case "AttributesChanged":
      return { ...moved, attributes: change(record.attributes, event) };
    case "Detached":
      return { ...moved, ended: { reason: event.reason, receivedAtMs: receipt.receivedAtMs } };
    case "unknown":
      return { ...moved, stale: true };
  }
}

/** Ends a session that its box no longer knows. The revision stays: no event of the box said so. */
export function endDevice(
  record: DeviceRecord,
  reason: string,
  receivedAtMs: number,
): DeviceRecord {
  return { ...record, ended: { reason, receivedAtMs } };
}

function create(event: DeviceEvent, receivedAtMs: number): DeviceRecord {
  const { sessionId, boxId, revision, registryId, connection, sequence, observedAtMs } = event;
  const base = {
    ...{ sessionId, boxId, revision, attributes: {}, stale: true, observedAtMs },
    createdAt: { registryId, connection, sequence },
    firstReceivedAtMs: receivedAtMs,
    receivedAtMs,
  };
  switch (event.kind) {
    case "Attached":
    case "Snapshot":
      return { ...base, attributes: bounded(event.attributes), stale: false };
    case "AttributesChanged":
      return { ...base, attributes: change({}, event) };
    case "Detached":
      return { ...base, ended: { reason: event.reason, receivedAtMs } };
    case "unknown":
      return base;
  }
}

function change(attributes: Attributes, event: AttributesChangedEvent): Attributes {
  if (event.removed.length > 0) {
    const removed = new Set(event.removed);
    const kept = Object.entries(attributes).filter(([name]) => !removed.has(name));
    return bounded({ ...Object.fromEntries(kept), ...event.attributes });
  }
  const changed = { ...attributes, ...event.attributes };
  // Most events tell of what is known already: a record within the bound stays within it.
  return addsNames(attributes, event.attributes) ? bounded(changed) : changed;
}

function addsNames(attributes: Attributes, told: Attributes): boolean {
  for (const name in told) if (!Object.hasOwn(attributes, name)) return true;
  return false;
}

function bounded(attributes: Attributes): Attributes {
  if (Object.keys(attributes).length <= attributesMax) return attributes;
  return Object.fromEntries(Object.entries(attributes).slice(0, attributesMax));
}
