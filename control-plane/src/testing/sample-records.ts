import type { BoxStatus, Lease } from "@rae/protocol";
import type { BoxRecord, GatewayRecord } from "../core/box-record.ts";
import type { CommandRecord } from "../core/command-record.ts";
import type { DeviceRecord } from "../core/device-record.ts";
import type { HistoryEntry } from "../ports/history.ts";

/** The time at which all samples were received. */
export const sampleTimeMs = 1_700_000_000_000;

export const sampleStatus: BoxStatus = {
  agentVersion: "0.1.0",
  outboxRows: 0,
  outboxBytes: 0,
  outboxLimitBytes: 2 ** 30,
  supersededDeltas: 0,
  interfaces: [],
  links: [],
};

/** An online device at box `box-1`, with what the test says otherwise. */
export function sampleDevice(changes: Partial<DeviceRecord> = {}): DeviceRecord {
  return {
    sessionId: "session-1",
    boxId: "box-1",
    revision: 1,
    attributes: { "connection.state": { value: "online", observedAtMs: sampleTimeMs } },
    stale: false,
    createdAt: { registryId: "registry-1", connection: 1, sequence: 1 },
    firstReceivedAtMs: sampleTimeMs,
    receivedAtMs: sampleTimeMs,
    observedAtMs: sampleTimeMs,
    ...changes,
  };
}

/** A present box, with what the test says otherwise. */
export function sampleBox(changes: Partial<BoxRecord> = {}): BoxRecord {
  return {
    boxId: "box-1",
    registryId: "registry-1",
    supersededRegistryIds: [],
    connection: 1,
    presence: "present",
    sinceMs: sampleTimeMs,
    gatewayId: "gateway-1",
    status: sampleStatus,
    statusReceivedAtMs: sampleTimeMs,
    ...changes,
  };
}

export function sampleGateway(changes: Partial<GatewayRecord> = {}): GatewayRecord {
  return { gatewayId: "gateway-1", aliveAtMs: sampleTimeMs, stopped: false, ...changes };
}

/** A pending command, with what the test says otherwise. */
export function sampleCommand(changes: Partial<CommandRecord> = {}): CommandRecord {
  return {
    commandId: "command-1",
    boxId: "box-1",
    sessionId: "session-1",
    capability: "power",
    command: "on",
    parameters: {},
    state: "pending",
    requestedAtMs: sampleTimeMs,
    deadlineMs: sampleTimeMs + 30_000,
    late: [],
    ...changes,
  };
}

/** A lease that was just asked for, with what the test says otherwise. */
export function sampleLease(changes: Partial<Lease> = {}): Lease {
  return {
    leaseId: "lease-1",
    version: 1,
    state: "queued",
    owner: "admin",
    holder: "job-1",
    purpose: "smoke test",
    priority: 0,
    request: { devices: ["session-1"] },
    ttlMs: 60_000,
    askedAtMs: sampleTimeMs,
    untilMs: sampleTimeMs + 60_000,
    latestMs: sampleTimeMs + 3_600_000,
    devices: [],
    ...changes,
  };
}

/** The lease as it is once granted: with device `session-1` under token 1, and what the test says otherwise. */
export function sampleGrantedLease(changes: Partial<Lease> = {}): Lease {
  const devices = [{ sessionId: "session-1", boxId: "box-1", token: 1 }];
  return sampleLease({
    version: 3,
    state: "granted",
    grantedAtMs: sampleTimeMs,
    devices,
    ...changes,
  });
}

export function sampleEntry(changes: Partial<HistoryEntry> = {}): HistoryEntry {
  return {
    sessionId: "session-1",
    boxId: "box-1",
    revision: 1,
    slot: "change",
    kind: "AttributesChanged",
    observedAtMs: sampleTimeMs,
    receivedAtMs: sampleTimeMs,
    clockSuspect: false,
    payload: Uint8Array.of(1, 2, 3),
    ...changes,
  };
}
