import type { Lease } from "@rae/protocol";
import type { DeviceRecord } from "./device-record.ts";
import type { DeviceState } from "./presence.ts";

/** A device as it shows: its record, its state as the presence of its box makes it, and who has it. */
export interface DeviceRow {
  readonly record: DeviceRecord;
  readonly state: DeviceState;
  readonly stateReason: string | undefined;
  /** The lease that holds it. */
  readonly lease: Lease | undefined;
  readonly availability: Availability;
  /** Whose it is; undefined while that is not known, as its box has not been heard of. */
  readonly tenant: string | undefined;
}

export const deviceStates = ["online", "asleep", "offline", "unknown"] as const;

export const healthStates = ["ready", "cleaning", "checking", "quarantined", "unknown"] as const;
export type HealthState = (typeof healthStates)[number];

/** Whether a device may be handed out, or what is in the way: of several the first of this list. */
export const availabilityWords = [
  "absent",
  "leased",
  "quarantined",
  "cleaning",
  "checking",
  "asleep",
  "available",
] as const;
export type AvailabilityWord = (typeof availabilityWords)[number];

export interface Availability {
  readonly word: AvailabilityWord;
  /** What is in the way, for people; undefined if nothing is. */
  readonly reason: string | undefined;
}

/** An attribute's value if it is text. */
export function textOf(record: DeviceRecord, name: string): string | undefined {
  const value = record.attributes[name]?.value;
  return typeof value === "string" ? value : undefined;
}

/** The operator's name for the device. */
export function assetOf(record: DeviceRecord): string | undefined {
  return textOf(record, "identity.asset");
}

/** The model as people call it, else the maker's number for it. */
export function modelOf(record: DeviceRecord): string | undefined {
  return textOf(record, "model.name") ?? textOf(record, "model.number");
}

/** What the agent says of the device's fitness; `unknown` until it has said something. */
export function healthOf(record: DeviceRecord): HealthState {
  const said = textOf(record, "health.state");
  return healthStates.find((state) => state === said) ?? "unknown";
}

/** Names of the capability contracts that the device offers. */
export function capabilitiesOf(record: DeviceRecord): readonly string[] {
  const value = record.attributes.capabilities?.value;
  return typeof value === "object" ? value : [];
}
