import type { Attribute, Attributes, AttributeValue } from "./attribute.ts";
import {
  type BoxEvent,
  type BoxStatus,
  type EventKind,
  type EventOrigin,
  eventKinds,
} from "./device-event.ts";
import { readPlainDeviceEvent } from "./plain-device-event.ts";
import { readSeenTimes, writeSeenTimes } from "./seen-times-codec.ts";
import { isId } from "./topics.ts";
import { rae } from "./wire.ts";
import {
  check,
  checkedCount,
  checkedName,
  checkedTime,
  decodeOrThrow,
  isAttributeNameForm,
} from "./wire-check.ts";

type WireEvent = rae.v1.BoxEvent;

const kindByNumber = new Map<number, EventKind>(
  Object.entries(eventKinds).map(([name, number]) => [number, name as EventKind]),
);

/** A box event as the bytes of `rae.v1.BoxEvent`. */
export function encodeBoxEvent(event: BoxEvent): Uint8Array {
  return rae.v1.BoxEvent.encode(toWire(event)).finish();
}

/**
 * Reads the bytes of `rae.v1.BoxEvent`. Unknown fields are passed over, unknown kinds come as `unknown` (with a
 * session) or `unknown-box-event`.
 * @throws RaeError `undecodable` if the bytes are no such message or break its rules, or if there are none.
 */
export function parseBoxEvent(bytes: Uint8Array | null): BoxEvent {
  return (bytes === null ? undefined : readPlainDeviceEvent(bytes)) ?? readBoxEvent(bytes);
}

/** As `parseBoxEvent`, whatever the form. */
export function readBoxEvent(bytes: Uint8Array | null): BoxEvent {
  const wire = decodeOrThrow(bytes, (present) => rae.v1.BoxEvent.decode(present));
  const origin: EventOrigin = {
    boxId: wire.boxId,
    registryId: checkedName(wire.registryId, "registryId"),
    connection: checkedCount(wire.connection, "connection"),
    sequence: checkedCount(wire.sequence, "sequence"),
    observedAtMs: checkedTime(wire.observedAtMs, "observedAtMs"),
  };
  check(isId(origin.boxId), "boxId");
  check(wire.kind > 0, "kind");
  const kind = kindByNumber.get(wire.kind);
  if (kind === undefined && wire.sessionId === "") {
    return { ...origin, kind: "unknown-box-event", kindNumber: wire.kind };
  }
  switch (kind) {
    case "Birth":
    case "Status":
      return { ...origin, kind, status: readStatus(wire.status) };
    case "Lost":
      return { ...origin, kind, reason: wire.reason };
    case "Roster":
      return { ...origin, kind, sessions: wire.roster.map(readRosterEntry) };
    default:
      return readDeviceEvent(wire, origin, kind);
  }
}

function readDeviceEvent(
  wire: WireEvent,
  origin: EventOrigin,
  kind: "Attached" | "AttributesChanged" | "Snapshot" | "Detached" | undefined,
): BoxEvent {
  const sessionId = checkedName(wire.sessionId, "sessionId");
  const revision = checkedCount(wire.revision, "revision");
  check(revision > 0, "revision");
  const base = { ...origin, sessionId, revision };
  switch (kind) {
    case "Attached":
      return { ...base, kind, attributes: readAttributes(wire) };
    case "AttributesChanged":
      return { ...base, kind, attributes: readAttributes(wire), removed: wire.removed };
    case "Snapshot": {
      const range = wire.supersedes;
      const attributes = readAttributes(wire);
      if (!range) return { ...base, kind, attributes };
      const from = checkedCount(range.from, "supersedes.from");
      const supersedes = { from, to: checkedCount(range.to, "supersedes.to") };
      check(supersedes.from <= supersedes.to && supersedes.to <= base.revision, "supersedes");
      return { ...base, kind, attributes, supersedes };
    }
    case "Detached":
      return { ...base, kind, reason: wire.reason };
    default:
      return { ...base, kind: "unknown", kindNumber: wire.kind };
  }
}

function readRosterEntry(entry: rae.v1.RosterEntry.$Properties) {
  return {
    sessionId: checkedName(entry.sessionId, "roster.sessionId"),
    revision: checkedCount(entry.revision, "roster.revision"),
  };
}

function readAttributes(wire: WireEvent): Attributes {
  return Object.fromEntries(
    Object.entries(wire.attributes).flatMap(([name, attribute]) => {
      check(isAttributeNameForm(name), "attributes");
      const read = readAttribute(attribute);
      return read === undefined ? [] : [[name, read]];
    }),
  );
}

/** Undefined for a value of a type that this version does not know. */
function readAttribute(wire: rae.v1.Attribute.$Properties): Attribute | undefined {
  const value = wire.text ?? wire.number ?? wire.flag ?? wire.list?.items;
  if (value === undefined || value === null) return undefined;
  check(typeof value !== "number" || Number.isFinite(value), "attributes.number");
  return { value, observedAtMs: checkedTime(wire.observedAtMs, "attributes.observedAtMs") };
}

function readStatus(wire: rae.v1.BoxStatus.$Properties | null | undefined): BoxStatus {
  const outboxBytesPerDay = checkedCount(wire?.outboxBytesPerDay, "status.outboxBytesPerDay");
  const unreadableRegistries = wire?.unreadableRegistries ?? [];
  const droppedSessions = checkedCount(wire?.droppedSessions, "status.droppedSessions");
  const conflict = wire?.identityConflict;
  return {
    agentVersion: wire?.agentVersion ?? "",
    outboxRows: checkedCount(wire?.outboxRows, "status.outboxRows"),
    outboxBytes: checkedCount(wire?.outboxBytes, "status.outboxBytes"),
    outboxLimitBytes: checkedCount(wire?.outboxLimitBytes, "status.outboxLimitBytes"),
    supersededDeltas: checkedCount(wire?.supersededDeltas, "status.supersededDeltas"),
    ...(outboxBytesPerDay === 0 ? {} : { outboxBytesPerDay }),
    ...(unreadableRegistries.length === 0 ? {} : { unreadableRegistries }),
    ...(droppedSessions === 0 ? {} : { droppedSessions }),
    ...(conflict === undefined || conflict === null
      ? {}
      : { identityConflict: readConflict(conflict) }),
    interfaces: (wire?.interfaces ?? []).map((each) => ({
      name: each.name ?? "",
      addresses: each.addresses ?? [],
    })),
    links: (wire?.links ?? []).map((each) => ({
      id: each.id ?? "",
      state: each.state ?? "",
      detail: each.detail ?? "",
    })),
    ...(wire?.enforcesLeases ? { enforcesLeases: true } : {}),
    ...(wire?.seen ? { seen: readSeenTimes(wire.seen) } : {}),
  };
}

function readConflict({ takeovers, sinceMs }: rae.v1.IdentityConflict.$Properties) {
  return {
    takeovers: checkedCount(takeovers, "status.identityConflict.takeovers"),
    sinceMs: checkedTime(sinceMs, "status.identityConflict.sinceMs"),
  };
}

function toWire(event: BoxEvent): rae.v1.BoxEvent.$Properties {
  const { boxId, registryId, connection, sequence, observedAtMs } = event;
  const origin = { boxId, registryId, connection, sequence, observedAtMs };
  switch (event.kind) {
    case "unknown-box-event":
      return { ...origin, kind: event.kindNumber };
    case "Birth":
    case "Status":
      return { ...origin, kind: eventKinds[event.kind], status: writeStatus(event.status) };
    case "Lost":
      return { ...origin, kind: eventKinds.Lost, reason: event.reason };
    case "Roster":
      return { ...origin, kind: eventKinds.Roster, roster: [...event.sessions] };
  }
  const base = { ...origin, sessionId: event.sessionId, revision: event.revision };
  switch (event.kind) {
    case "Attached":
      return { ...base, kind: eventKinds.Attached, attributes: writeAttributes(event.attributes) };
    case "AttributesChanged":
      return {
        ...base,
        kind: eventKinds.AttributesChanged,
        attributes: writeAttributes(event.attributes),
        removed: [...event.removed],
      };
    case "Snapshot":
      return {
        ...base,
        kind: eventKinds.Snapshot,
        attributes: writeAttributes(event.attributes),
        supersedes: event.supersedes ?? null,
      };
    case "Detached":
      return { ...base, kind: eventKinds.Detached, reason: event.reason };
    case "unknown":
      return { ...base, kind: event.kindNumber };
  }
}

function writeStatus(status: BoxStatus): rae.v1.BoxStatus.$Properties {
  return {
    ...status,
    interfaces: status.interfaces.map(({ name, addresses }) => ({
      name,
      addresses: [...addresses],
    })),
    links: [...status.links],
    unreadableRegistries: [...(status.unreadableRegistries ?? [])],
    seen: status.seen === undefined ? null : writeSeenTimes(status.seen),
  };
}

function writeAttributes(attributes: Attributes): Record<string, rae.v1.Attribute.$Properties> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { value, observedAtMs }]) => [
      name,
      { ...writeValue(value), observedAtMs },
    ]),
  );
}

function writeValue(value: AttributeValue): rae.v1.Attribute.$Properties {
  if (typeof value === "string") return { text: value };
  if (typeof value === "number") return { number: value };
  if (typeof value === "boolean") return { flag: value };
  return { list: { items: [...value] } };
}
