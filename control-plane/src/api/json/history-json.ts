import { type Attributes, type AttributeValue, isDeviceEvent, parseBoxEvent } from "@rae/protocol";
import { type Static, Type } from "typebox";
import type { HistoryEntry } from "../../ports/history.ts";
import { formatTime, timeSchema } from "../rfc3339.ts";
import { words } from "./list-json.ts";

export const historyEntrySchema = Type.Object(
  {
    revision: Type.Integer(),
    slot: words(["change", "snapshot"], "a snapshot repeats a revision"),
    kind: Type.String({
      description: "Attached, AttributesChanged, Snapshot, Detached, or `unknown:<number>`",
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
