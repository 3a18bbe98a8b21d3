import { RaeError } from "@rae/protocol";
import type { BoxJson } from "../json/box-json.ts";
import type { CommandJson } from "../json/command-json.ts";
import type { DeviceJson } from "../json/device-json.ts";
import type { FleetEvent, LeaseEvent } from "../json/event-json.ts";
import type { HistoryEntryJson } from "../json/history-json.ts";
import type { LeaseJson } from "../json/lease-json.ts";
import type { LeaseAnswer } from "../leases/lease-answer.ts";
import { type Problem, problemOf } from "../problem.ts";
import { exampleIds } from "./example-ids.ts";

const { device, asset, box, command, lease, holder, position } = exampleIds;
const atNine = "2026-11-30T09:00:00.000Z";
const inAnHour = "2026-11-30T10:00:00.000Z";

const held: LeaseJson = {
  id: lease,
  state: "granted",
  holder,
  purpose: "playback tests, build 4711",
  priority: 5,
  devices: [{ id: device, boxId: box, asset, token: 17 }],
  request: { asset, ttlMs: 60_000, waitMs: 600_000 },
  ttlMs: 60_000,
  askedAt: "2026-11-30T08:58:12.250Z",
  grantedAt: atNine,
  until: "2026-11-30T09:01:00.000Z",
  latestUntil: inAnHour,
  ended: null,
};

const attached: DeviceJson = {
  id: device,
  asset,
  boxId: box,
  state: "online",
  stateReason: null,
  model: "Roku Ultra",
  health: { state: "ready", reason: null },
  capabilities: ["info", "power", "remote-control", "app"],
  attributes: {
    "model.name": { value: "Roku Ultra", observedAt: atNine, ageMs: 1_250 },
    "network.addresses": { value: ["192.0.2.17"], observedAt: atNine, ageMs: 1_250 },
  },
  revision: 42,
  clockSuspect: false,
  stale: false,
  lease: {
    id: lease,
    holder,
    purpose: held.purpose,
    token: 17,
    since: atNine,
    until: held.until,
  },
  availability: { state: "leased", reason: null, since: atNine },
  attachedAt: "2026-11-12T06:30:00.000Z",
  updatedAt: atNine,
  ended: null,
};

const present: BoxJson = {
  id: box,
  presence: { state: "present", since: "2026-11-12T06:29:58.100Z", reason: null },
  gatewayId: "gateway-1",
  certificate: { expiresAt: "2027-11-12T06:00:00.000Z", endsSoon: false },
  agentVersion: "0.1.0",
  identityConflict: null,
  registry: {
    id: "0197a1f2-5c3e-7b84-9d21-6f0e8a4b7c10",
    unreadableFiles: [],
    droppedSessions: 0,
  },
  outbox: {
    rows: 0,
    bytes: 0,
    limitBytes: 268_435_456,
    supersededDeltas: 0,
    lastsDays: null,
  },
  devices: { total: 1, online: 1, asleep: 0, offline: 0, unknown: 0 },
  interfaces: [{ name: "eth0", addresses: ["192.0.2.10"] }],
  links: [{ id: "roku-ecp", state: "up", detail: "" }],
  statusAt: atNine,
};

const pressed: CommandJson = {
  id: command,
  deviceId: device,
  boxId: box,
  boxPresence: "present",
  capability: "remote-control",
  command: "press",
  parameters: { key: "home" },
  leaseId: lease,
  state: "succeeded",
  requestedAt: atNine,
  deadlineAt: "2026-11-30T09:00:30.000Z",
  sentAt: "2026-11-30T09:00:00.012Z",
  startedAt: "2026-11-30T09:00:00.020Z",
  finishedAt: "2026-11-30T09:00:00.085Z",
  durationMs: 61.5,
  result: {},
  error: null,
  decidedBy: "agent",
  late: [],
};

const changed: HistoryEntryJson = {
  revision: 42,
  slot: "change",
  kind: "AttributesChanged",
  boxId: box,
  observedAt: atNine,
  receivedAt: "2026-11-30T09:00:00.031Z",
  clockSuspect: false,
  attributes: { "connection.state": { value: "online", observedAt: atNine } },
  removed: [],
};

const told: LeaseAnswer = { ...held, queue: null };

/** One of each resource that the document names, as an answer would have it. */
export const resourceExamples: {
  readonly Device: DeviceJson;
  readonly Box: BoxJson;
  readonly Command: CommandJson;
  readonly HistoryEntry: HistoryEntryJson;
  readonly Lease: LeaseJson;
  readonly LeaseWithQueue: LeaseAnswer;
  readonly FleetEvent: FleetEvent;
  readonly LeaseEvent: LeaseEvent;
  readonly Problem: Problem;
} = {
  Device: attached,
  Box: present,
  Command: pressed,
  HistoryEntry: changed,
  Lease: held,
  LeaseWithQueue: told,
  FleetEvent: { event: "device", id: position, data: attached },
  LeaseEvent: { event: "queue", id: "1", data: { position: 2, ahead: 1, estimateMs: 90_000 } },
  Problem: problemOf(
    new RaeError("device-not-found", "there is no device qa-roku-08", {
      details: { device: "qa-roku-08" },
    }),
    exampleIds.request,
  ),
};
