import { systemClock } from "@rae/kit";
import { eventually, type ManualClock } from "@rae/kit/testing";
import { expect } from "vitest";
import {
  sampleBox,
  sampleDevice,
  sampleGateway,
  sampleStatus,
} from "../../../src/testing/index.ts";
import type { AnswerBody } from "../answer-body.ts";
import { type Answer, ApiLab, attributes, type LabOptions } from "../api-lab.ts";

/** Devices `d1` to `dN` at `box-1`, whose agent enforces leases and obeys. */
export async function openLeaseLab(count: number, options: LabOptions = {}): Promise<ApiLab> {
  const lab = await ApiLab.open(options);
  await addBox(lab, "box-1", { clock: options.clock });
  for (let each = 1; each <= count; each += 1) await addDevice(lab, `d${each}`, options);
  const last = `/v1/devices/d${count}`;
  await eventually(async () => expect((await lab.ask(last)).status).toBe(200));
  return lab;
}

export async function addBox(
  lab: ApiLab,
  boxId: string,
  { clock = systemClock, enforcesLeases = true, connection = 1 }: BoxOptions = {},
): Promise<void> {
  const nowMs = clock.nowMs();
  const status = enforcesLeases ? { ...sampleStatus, enforcesLeases } : sampleStatus;
  await lab.apply({
    boxes: [sampleBox({ boxId, connection, status, sinceMs: nowMs, statusReceivedAtMs: nowMs })],
    gateways: [sampleGateway({ aliveAtMs: nowMs })],
  });
}

interface BoxOptions {
  readonly clock?: LabOptions["clock"] | undefined;
  readonly enforcesLeases?: true | false;
  readonly connection?: number;
}

export async function addDevice(
  lab: ApiLab,
  sessionId: string,
  { clock = systemClock, values = {}, boxId = "box-1", revision = 1, ended }: DeviceOptions = {},
): Promise<void> {
  const all = {
    "connection.state": "online",
    "health.state": "ready",
    "identity.asset": `asset-${sessionId}`,
    "model.name": "Roku Ultra",
    capabilities: ["remote-control", "power"],
    ...values,
  };
  const nowMs = clock.nowMs();
  const record = sampleDevice({ sessionId, boxId, revision, attributes: attributes(all, nowMs) });
  const left = ended === undefined ? {} : { ended: { reason: ended, receivedAtMs: nowMs } };
  await lab.apply({ devices: [{ ...record, ...left }] });
}

interface DeviceOptions {
  readonly clock?: LabOptions["clock"] | undefined;
  readonly values?: Record<string, unknown>;
  readonly boxId?: string;
  readonly revision?: number;
  /** Why it has left. */
  readonly ended?: string;
}

export function acquire(lab: ApiLab, body: object, headers: Record<string, string> = {}) {
  return lab.ask("/v1/leases", { method: "POST", body, headers });
}

export function post(lab: ApiLab, path: string, body?: object): Promise<Answer> {
  return lab.ask(path, { method: "POST", ...(body === undefined ? {} : { body }) });
}

/** The lease once it is in this state. */
export function inState(lab: ApiLab, leaseId: string, state: string) {
  return eventually(() => nowInState(lab, leaseId, state));
}

export async function nowInState(lab: ApiLab, leaseId: string, state: string) {
  const { body } = await lab.ask(`/v1/leases/${leaseId}`);
  expect(body.state).toBe(state);
  return body;
}

/** Moves the time on until `check` passes. @throws what it threw last, after two minutes of that time. */
export async function advanceUntil<T>(clock: ManualClock, check: () => Promise<T>): Promise<T> {
  const endMs = clock.nowMs() + 120_000;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (clock.nowMs() >= endMs) throw error;
    }
    await clock.advance(500);
  }
}

/** Ids of a lease's devices, in order. */
export function idsIn({ devices }: Pick<AnswerBody, "devices">): readonly string[] {
  const items: readonly unknown[] = Array.isArray(devices) ? devices : [];
  return items.map((each) => (each as { readonly id: string }).id).sort();
}
