import type { Attributes } from "./attribute.ts";
import type { SeenTimes } from "./seen-times.ts";

/** Numbers of event kinds on the wire. */
export const eventKinds = {
  Attached: 1,
  AttributesChanged: 2,
  Snapshot: 3,
  Detached: 4,
  Birth: 10,
  Lost: 11,
  Roster: 12,
  Status: 13,
} as const;
export type EventKind = keyof typeof eventKinds;

/** What every event of a box carries; see `events.md` in the architecture documents for the order of guards. */
export interface EventOrigin {
  readonly boxId: string;
  /** UUIDv7 of the registry file that made the event. */
  readonly registryId: string;
  readonly connection: number;
  /** Place in the registry's order; 0 for `Birth`, `Lost` and `Status`. */
  readonly sequence: number;
  readonly observedAtMs: number;
}

interface DeviceEventBase extends EventOrigin {
  /** UUIDv7. */
  readonly sessionId: string;
  /** Per session; +1 for each change, the current one on a Snapshot. */
  readonly revision: number;
}

export interface RevisionRange {
  readonly from: number;
  readonly to: number;
}

export interface AttachedEvent extends DeviceEventBase {
  readonly kind: "Attached";
  readonly attributes: Attributes;
}
export interface AttributesChangedEvent extends DeviceEventBase {
  readonly kind: "AttributesChanged";
  readonly attributes: Attributes;
  readonly removed: readonly string[];
}
export interface SnapshotEvent extends DeviceEventBase {
  readonly kind: "Snapshot";
  readonly attributes: Attributes;
  /** Deltas that this snapshot stands for and that were never sent. */
  readonly supersedes?: RevisionRange;
}
export interface DetachedEvent extends DeviceEventBase {
  readonly kind: "Detached";
  readonly reason: string;
}
/** A device event of a kind that this version does not know. */
export interface UnknownDeviceEvent extends DeviceEventBase {
  readonly kind: "unknown";
  readonly kindNumber: number;
}
export type DeviceEvent =
  | AttachedEvent
  | AttributesChangedEvent
  | SnapshotEvent
  | DetachedEvent
  | UnknownDeviceEvent;

/** Another client uses the box's certificate: the two take each other's place. */
export interface IdentityConflict {
  /** How often the other one took the place since it began. */
  readonly takeovers: number;
  readonly sinceMs: number;
}

export interface BoxStatus {
  readonly agentVersion: string;
  readonly outboxRows: number;
  readonly outboxBytes: number;
  readonly outboxLimitBytes: number;
  readonly supersededDeltas: number;
  /** What goes into the outbox a day at its present rate; it tells how long the outbox lasts. Not there while it is not known. */
  readonly outboxBytesPerDay?: number;
  /** Names of registry files that could not be read and lie aside in the box's data folder. */
  readonly unreadableRegistries?: readonly string[];
  /** Sessions that were left out when the registry was opened, for their rows could not be read. */
  readonly droppedSessions?: number;
  readonly identityConflict?: IdentityConflict;
  readonly interfaces: readonly { readonly name: string; readonly addresses: readonly string[] }[];
  readonly links: readonly {
    readonly id: string;
    readonly state: string;
    readonly detail: string;
  }[];
  /** The agent refuses what a lease does not allow; devices of one that does not cannot be leased. */
  readonly enforcesLeases?: true;
  /** Not there from an agent that does not say it. */
  readonly seen?: SeenTimes;
}

/** The box has connected. Sent first on every connection, outside of the outbox. */
export interface BirthEvent extends EventOrigin {
  readonly kind: "Birth";
  readonly status: BoxStatus;
}
/** The box's facts anew, while connected. */
export interface StatusEvent extends EventOrigin {
  readonly kind: "Status";
  readonly status: BoxStatus;
}
/** The box has gone: its last will, or its farewell (reason `stopped`). */
export interface LostEvent extends EventOrigin {
  readonly kind: "Lost";
  readonly reason: string;
}
/** Every open session of the registry with its revision, as of `sequence`. */
export interface RosterEvent extends EventOrigin {
  readonly kind: "Roster";
  readonly sessions: readonly { readonly sessionId: string; readonly revision: number }[];
}
/** An event of the box of a kind that this version does not know. */
export interface UnknownBoxEvent extends EventOrigin {
  readonly kind: "unknown-box-event";
  readonly kindNumber: number;
}
export type PresenceEvent = BirthEvent | StatusEvent | LostEvent;
export type BoxEvent = DeviceEvent | PresenceEvent | RosterEvent | UnknownBoxEvent;

/** Whether the event is about one device session. */
export function isDeviceEvent(event: BoxEvent): event is DeviceEvent {
  return "sessionId" in event;
}
