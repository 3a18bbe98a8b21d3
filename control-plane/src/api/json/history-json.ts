import { type Attributes, type AttributeValue, isDeviceEvent, parseBoxEvent } from "@rae/protocol";
import { type Static, Type } from "typebox";
import type { LeaseMoment } from "../../core/lease-moment.ts";
import type { HistoryEntry } from "../../ports/history.ts";
import { formatTime, timeSchema } from "../rfc3339.ts";
import { leaseEndedJson, leaseEndedSchema } from "./lease-json.ts";
import { nullable, words } from "./list-json.ts";

export const historyEntrySchema = Type.Object(
  {
    revision: Type.Optional(Type.Integer({ description: "of an event; a lease has none" })),
    slot: words(
      ["change", "snapshot", "lease"],
      "a snapshot repeats a revision; a lease is told of beside the events",
    ),
    kind: Type.String({
      description:
        "Attached, AttributesChanged, Snapshot, Detached, or `unknown:<number>`; LeaseGranted, LeaseEnded",
    }),
    boxId: Type.String(),
    observedAt: timeSchema,
    receivedAt: timeSchema,
    clockSuspect: Type.Boolean({ description: "the box's clock is off by more than five minutes" }),
    attributes: Type.Optional(
      Type.Record(
        Type.String(),
        Type.Unsafe<{ value: AttributeValue; observedAt: string }>({
          type: "object",
          required: ["value", "observedAt"],
          properties: { value: {}, observedAt: { type: "string", format: "date-time" } },
        }),
        { description: "what was set" },
      ),
    ),
    removed: Type.Optional(Type.Array(Type.String())),
    reason: Type.Optional(Type.String()),
    supersedes: Type.Optional(
      Type.Object(
        { from: Type.Integer(), to: Type.Integer() },
        { description: "revisions that were never sent: the hole that this snapshot stands for" },
      ),
    ),
    lease: Type.Optional(
      Type.Object(
        {
          id: Type.String(),
          holder: Type.String({ description: "the job or the person" }),
          purpose: Type.String(),
          token: Type.Integer({ description: "what the device was driven with" }),
          grantedAt: timeSchema,
          until: { ...timeSchema, description: "when it lapses or would have lapsed" },
          ended: nullable(leaseEndedSchema),
        },
        { description: "who was given the device, as the lease is now" },
      ),
    ),
    undecodable: Type.Optional(
      Type.Boolean({ description: "only the frame is known: the bytes cannot be read here" }),
    ),
  },
  { $id: "HistoryEntry" },
);
export type HistoryEntryJson = Static<typeof historyEntrySchema>;
export const historyEntryRef = Type.Unsafe<HistoryEntryJson>({ $ref: "HistoryEntry#" });

export function historyEntryJson(entry: HistoryEntry): HistoryEntryJson {
  return {
    revision: entry.revision,
    slot: entry.slot,
    kind: entry.kind,
    boxId: entry.boxId,
    observedAt: formatTime(entry.observedAtMs),
    receivedAt: formatTime(entry.receivedAtMs),
    clockSuspect: entry.clockSuspect,
    ...contents(entry.payload),
  };
}

/** One moment of a lease of this device, which is known as the lease is now. */
export function leaseMomentJson(moment: LeaseMoment, sessionId: string): HistoryEntryJson {
  const { kind, atMs, lease } = moment;
  const { leaseId, holder, purpose, grantedAtMs = atMs, untilMs, devices } = lease;
  const device = devices.find((each) => each.sessionId === sessionId);
  return {
    slot: "lease",
    kind,
    boxId: device?.boxId ?? "",
    observedAt: formatTime(atMs),
    receivedAt: formatTime(atMs),
    clockSuspect: false,
    lease: {
      ...{ id: leaseId, holder, purpose, token: device?.token ?? 0 },
      grantedAt: formatTime(grantedAtMs),
      until: formatTime(untilMs),
      ended: leaseEndedJson(lease),
    },
  };
}

function contents(payload: Uint8Array): Partial<HistoryEntryJson> {
  const event = read(payload);
  if (event === undefined || !isDeviceEvent(event)) return { undecodable: true };
  switch (event.kind) {
    case "Attached":
      return { attributes: attributes(event.attributes) };
    case "AttributesChanged":
      return { attributes: attributes(event.attributes), removed: [...event.removed] };
    case "Snapshot":
      return {
        attributes: attributes(event.attributes),
        ...(event.supersedes === undefined ? {} : { supersedes: event.supersedes }),
      };
    case "Detached":
      return { reason: event.reason };
    case "unknown":
      return {};
  }
}

/** History keeps what was received; one entry that cannot be read must not hide the others. */
function read(payload: Uint8Array) {
  try {
    return parseBoxEvent(payload);
  } catch {
    return undefined;
  }
}

function attributes(set: Attributes): NonNullable<HistoryEntryJson["attributes"]> {
  return Object.fromEntries(
    Object.entries(set).map(([name, { value, observedAtMs }]) => [
      name,
      { value, observedAt: formatTime(observedAtMs) },
    ]),
  );
}
