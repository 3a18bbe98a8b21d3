import type {
  AttachedEvent,
  Attributes,
  AttributesChangedEvent,
  BirthEvent,
  DetachedEvent,
  EventOrigin,
  LostEvent,
  RosterEvent,
  SnapshotEvent,
  StatusEvent,
  UnknownDeviceEvent,
} from "@rae/protocol";
import { sampleStatus, sampleTimeMs } from "./sample-records.ts";

type Part<E> = Partial<Omit<E, "kind">>;

const origin: EventOrigin = {
  boxId: "box-1",
  registryId: "registry-1",
  connection: 1,
  sequence: 1,
  observedAtMs: sampleTimeMs,
};
const device = { ...origin, sessionId: "session-1", revision: 1 };

/** Attributes with these values, all observed at the samples' time. */
export function sampleAttributes(values: Readonly<Record<string, string>>): Attributes {
  const entries = Object.entries(values);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, { value, observedAtMs: sampleTimeMs }]),
  );
}

/** Events of session `session-1` at box `box-1`, with what the test says otherwise. */
export const sampleEvents = {
  attached: (part: Part<AttachedEvent> = {}): AttachedEvent => ({
    ...{ ...device, kind: "Attached", attributes: {} },
    ...part,
  }),
  changed: (part: Part<AttributesChangedEvent> = {}): AttributesChangedEvent => ({
    ...{ ...device, kind: "AttributesChanged", attributes: {}, removed: [] },
    ...part,
  }),
  snapshot: (part: Part<SnapshotEvent> = {}): SnapshotEvent => ({
    ...{ ...device, kind: "Snapshot", attributes: {} },
    ...part,
  }),
  detached: (part: Part<DetachedEvent> = {}): DetachedEvent => ({
    ...{ ...device, kind: "Detached", reason: "unplugged" },
    ...part,
  }),
  unknown: (part: Part<UnknownDeviceEvent> = {}): UnknownDeviceEvent => ({
    ...{ ...device, kind: "unknown", kindNumber: 77 },
    ...part,
  }),
  birth: (part: Part<BirthEvent> = {}): BirthEvent => ({
    ...{ ...origin, sequence: 0, kind: "Birth", status: sampleStatus },
    ...part,
  }),
  status: (part: Part<StatusEvent> = {}): StatusEvent => ({
    ...{ ...origin, sequence: 0, kind: "Status", status: sampleStatus },
    ...part,
  }),
  lost: (part: Part<LostEvent> = {}): LostEvent => ({
    ...{ ...origin, sequence: 0, kind: "Lost", reason: "connection lost" },
    ...part,
  }),
  roster: (part: Part<RosterEvent> = {}): RosterEvent => ({
    ...{ ...origin, sequence: 10, kind: "Roster", sessions: [] },
    ...part,
  }),
} as const;
