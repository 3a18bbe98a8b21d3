import { ManualClock } from "@rae/kit/testing";
import { apiTokenText, createApiToken, digestOf } from "../../../src/access/api-token.ts";
import type {
  AccessRecord,
  TenantRecord,
  TokenRecord,
} from "../../../src/core/access/access-record.ts";
import type { Role } from "../../../src/core/access/role.ts";
import {
  MemoryAccessStore,
  sampleBox,
  sampleCommand,
  sampleDevice,
  sampleEntry,
  sampleGateway,
  sampleGrantedLease,
  sampleLease,
  sampleStatus,
  sampleTimeMs,
} from "../../../src/testing/index.ts";
import { ApiLab, attributes } from "../api-lab.ts";

export const nowMs = sampleTimeMs + 5_000;

/** Tokens that stand in every lab: they are made once, so that answers are alike. */
const made = { viewer: createApiToken(), admin: createApiToken(), other: createApiToken() };

/** Ids of the tokens: two of the tenant that asks, and one of the other. */
export const tokenIds = Object.values(made).map(({ id }) => id);

export function headersOf(who: keyof typeof made): Record<string, string> {
  return { authorization: `Bearer ${apiTokenText(made[who])}`, "x-request-id": "request-1" };
}

/** A platform with the tenant `a`, and perhaps `b`, whose devices have the same asset names. */
export async function openPlatform(withOther: boolean): Promise<ApiLab> {
  const accessStore = new MemoryAccessStore();
  for (const record of accessRecords(withOther)) await accessStore.replace(record);
  const lab = await ApiLab.open({ clock: new ManualClock(nowMs), accessStore });
  await lab.apply({ gateways: [sampleGateway({ aliveAtMs: nowMs })] });
  if (withOther) await addTenant(lab, "b");
  await addTenant(lab, "a");
  if (withOther) await changeTenant(lab, "b", 2);
  return lab;
}

/** Its boxes, devices, commands, leases that run, wait and have ended, and their history. */
async function addTenant(lab: ApiLab, tenant: string): Promise<void> {
  const boxId = `box-${tenant}`;
  const status = { ...sampleStatus, enforcesLeases: true as const };
  const boxes = [sampleBox({ boxId, tenant, status })];
  const names = ["tv-1", "tv-2", "tv-3"];
  const devices = names.map((asset) => deviceOf(tenant, asset, 1));
  const left = deviceOf(tenant, "tv-4", 2);
  const ended = { ...left, ended: { reason: "unplugged", receivedAtMs: sampleTimeMs } };
  const device = (asset: string) => [{ sessionId: `${tenant}-${asset}`, boxId, token: 4 }];
  const of = { tenant, owner: `token:${tenant}`, holder: `job-of-${tenant}` };
  // The other tenant's lease is before its own in the queue.
  const priority = tenant === "b" ? 5 : 0;
  const leases = [
    sampleGrantedLease({
      ...of,
      leaseId: `${tenant}-held`,
      devices: device("tv-1"),
      untilMs: nowMs + 60_000,
    }),
    sampleLease({
      ...of,
      leaseId: `${tenant}-waits`,
      request: { asset: "tv-1" },
      priority,
      untilMs: nowMs + 60_000,
    }),
    sampleGrantedLease({
      ...{ ...of, leaseId: `${tenant}-over`, devices: device("tv-2"), state: "ended", version: 4 },
      ended: { reason: "released", atMs: sampleTimeMs + 1_000, by: `token:${tenant}`, detail: "" },
    }),
  ];
  const commands = [
    sampleCommand({ commandId: `${tenant}-command`, boxId, sessionId: `${tenant}-tv-1` }),
  ];
  const entries = names.map((asset) => sampleEntry({ boxId, sessionId: `${tenant}-${asset}` }));
  const all = { devices: [...devices, ended], boxes, commands, leases };
  await lab.history.write({ entries, ...all });
  await lab.apply(all);
}

export function deviceOf(tenant: string, asset: string, revision: number) {
  return sampleDevice({
    ...{ sessionId: `${tenant}-${asset}`, boxId: `box-${tenant}`, revision },
    attributes: attributes(
      {
        ...{ "connection.state": "online", "identity.asset": asset, "health.state": "ready" },
        ...{ "model.name": `Model of ${tenant}`, capabilities: ["power"] },
      },
      sampleTimeMs,
    ),
  });
}

/** Something happens to the tenant's devices, boxes and leases. */
export async function changeTenant(lab: ApiLab, tenant: string, revision: number): Promise<void> {
  await lab.apply({
    devices: [deviceOf(tenant, "tv-1", revision)],
    leases: [
      sampleLease({
        ...{ leaseId: `${tenant}-new-${revision}`, tenant, holder: `job-of-${tenant}` },
        untilMs: nowMs + 60_000,
      }),
    ],
    commands: [
      sampleCommand({
        ...{ commandId: `${tenant}-command-${revision}`, boxId: `box-${tenant}` },
        sessionId: `${tenant}-tv-1`,
      }),
    ],
  });
}

function accessRecords(withOther: boolean): readonly AccessRecord[] {
  const base = { version: 1, madeBy: "admin", madeAtMs: 1 } as const;
  const tenant = (id: string): TenantRecord => ({ ...base, kind: "tenant", id, name: id });
  const token = (who: keyof typeof made, of: string, role: Role): TokenRecord => ({
    ...base,
    ...{ kind: "token", id: made[who].id, tenant: of, role, reach: "tenant" },
    ...{ secretSha256: digestOf(made[who].secret).toString("hex"), description: who },
  });
  const own = [tenant("a"), token("viewer", "a", "viewer"), token("admin", "a", "admin")];
  const other = [tenant("b"), token("other", "b", "admin")];
  return withOther ? [...other, ...own] : own;
}
