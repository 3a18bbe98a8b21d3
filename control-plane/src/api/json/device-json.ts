import type { Attributes, AttributeValue, Lease } from "@rae/protocol";
import { type Static, Type } from "typebox";
import { isClockSuspect } from "../../core/clock-suspect.ts";
import type { DeviceRecord } from "../../core/device-record.ts";
import {
  assetOf,
  availabilityWords,
  capabilitiesOf,
  type DeviceRow,
  deviceStates,
  healthOf,
  healthStates,
  modelOf,
  textOf,
} from "../../core/fleet-index-row.ts";
import type { FleetReader } from "../../core/fleet-reader.ts";
import { formatTime, timeSchema } from "../rfc3339.ts";
import { nullable, words } from "./list-json.ts";

const valueSchema = Type.Unsafe<AttributeValue>({
  anyOf: [
    { type: "string" },
    { type: "number" },
    { type: "boolean" },
    { type: "array", items: { type: "string" } },
  ],
});

export const deviceSchema = Type.Object(
  {
    id: Type.String({ description: "id of the device's session; it ends when the device leaves" }),
    asset: nullable(Type.String({ description: "the operator's stable name" })),
    boxId: Type.String(),
    state: words(
      [...deviceStates, "ended"],
      "as seen from here: unknown when its box is not there",
    ),
    stateReason: nullable(Type.String()),
    model: nullable(Type.String()),
    health: Type.Object({
      state: words(healthStates, "whether the device may be handed out"),
      reason: nullable(Type.String()),
    }),
    capabilities: Type.Array(Type.String()),
    attributes: Type.Record(
      Type.String(),
      Type.Object({
        value: valueSchema,
        observedAt: { ...timeSchema, description: "when the box saw the value last" },
        ageMs: Type.Integer({ minimum: 0, description: "since the box saw the value last" }),
      }),
    ),
    revision: Type.Integer({ description: "grows by one with each change" }),
    clockSuspect: Type.Boolean({
      description:
        "the newest change was observed more than five minutes off its receipt: the box's clock is wrong, or the change had to wait",
    }),
    stale: Type.Boolean({ description: "a change was missed; a snapshot is under way" }),
    lease: nullable(
      Type.Object(
        {
          id: Type.String(),
          holder: Type.String(),
          purpose: Type.String(),
          token: Type.Integer(),
          since: timeSchema,
          until: timeSchema,
        },
        { description: "who has it for himself" },
      ),
    ),
    availability: Type.Object({
      state: words(availabilityWords, "whether it could be leased now, or what is in the way"),
      reason: nullable(Type.String()),
      since: nullable({ ...timeSchema, description: "since when it could not; null if it can" }),
    }),
    attachedAt: timeSchema,
    updatedAt: timeSchema,
    ended: nullable(Type.Object({ reason: Type.String(), at: timeSchema })),
  },
  { $id: "Device", description: "one device's presence at one box" },
);
export type DeviceJson = Static<typeof deviceSchema>;
export const deviceRef = Type.Unsafe<DeviceJson>({ $ref: "Device#" });

export function deviceJson(row: DeviceRow, fleet: FleetReader, nowMs: number): DeviceJson {
  const attributes = fleet.attributesOf(row);
  const { lease, availability } = row;
  return {
    ...present({ ...row.record, attributes }, row.state, row.stateReason, nowMs),
    lease: lease === undefined ? null : heldJson(lease, row.record.sessionId),
    availability: {
      state: availability.word,
      reason: availability.reason ?? null,
      since: timeOrNull(fleet.unavailableSinceMs(row)),
    },
  };
}

/** A device that has left, from its tombstone. */
export function endedDeviceJson(record: DeviceRecord, nowMs: number): DeviceJson {
  return present(record, "ended", record.ended?.reason, nowMs);
}

function present(
  record: DeviceRecord,
  state: DeviceJson["state"],
  stateReason: string | undefined,
  nowMs: number,
): DeviceJson {
  const { ended } = record;
  return {
    id: record.sessionId,
    asset: assetOf(record) ?? null,
    boxId: record.boxId,
    state,
    stateReason: stateReason ?? null,
    model: modelOf(record) ?? null,
    health: { state: healthOf(record), reason: textOf(record, "health.reason") ?? null },
    capabilities: [...capabilitiesOf(record)],
    attributes: attributesJson(record.attributes, nowMs),
    revision: record.revision,
    clockSuspect: isClockSuspect(record),
    stale: record.stale,
    lease: null,
    availability: {
      state: "absent",
      reason: "it has left",
      since: timeOrNull(ended?.receivedAtMs),
    },
    attachedAt: formatTime(record.firstReceivedAtMs),
    updatedAt: formatTime(record.receivedAtMs),
    ended:
      ended === undefined ? null : { reason: ended.reason, at: formatTime(ended.receivedAtMs) },
  };
}

function timeOrNull(ms: number | undefined): string | null {
  return ms === undefined ? null : formatTime(ms);
}

function heldJson(lease: Lease, sessionId: string): DeviceJson["lease"] {
  const { leaseId, holder, purpose, devices, askedAtMs, grantedAtMs = askedAtMs, untilMs } = lease;
  return {
    ...{ id: leaseId, holder, purpose },
    token: devices.find((each) => each.sessionId === sessionId)?.token ?? 0,
    since: formatTime(grantedAtMs),
    until: formatTime(untilMs),
  };
}

function attributesJson(attributes: Attributes, nowMs: number): DeviceJson["attributes"] {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { value, observedAtMs }]) => [
      name,
      {
        value,
        observedAt: formatTime(observedAtMs),
        ageMs: Math.max(0, Math.round(nowMs - observedAtMs)),
      },
    ]),
  );
}
