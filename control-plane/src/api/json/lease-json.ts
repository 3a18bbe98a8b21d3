import { type JsonObject, type Lease, type LeaseState, leaseEndReasons } from "@rae/protocol";
import { type Static, Type } from "typebox";
import { assetOf } from "../../core/fleet-index-row.ts";
import type { FleetReader } from "../../core/fleet-reader.ts";
import { formatTime, timeSchema } from "../rfc3339.ts";
import { nullable, words } from "./list-json.ts";

export const leaseStateWords = [
  "queued",
  "pending",
  "granted",
  "ended",
] as const satisfies readonly LeaseState[];

export const leaseEndedSchema = Type.Object({
  reason: words(leaseEndReasons, "why it is over"),
  at: timeSchema,
  by: Type.String({ description: "who ended it" }),
  detail: Type.String(),
});

export const leaseSchema = Type.Object(
  {
    id: Type.String(),
    state: words(
      leaseStateWords,
      "queued waits for devices, pending tries to get some, granted has them",
    ),
    holder: Type.String({ description: "the job or the person" }),
    purpose: Type.String(),
    priority: Type.Integer({ description: "a higher one is served first" }),
    devices: Type.Array(
      Type.Object({
        id: Type.String(),
        boxId: Type.String(),
        asset: nullable(Type.String()),
        token: Type.Integer({
          description: "0 until the device is claimed; a higher one takes the place of a lower one",
        }),
      }),
      { description: "those wanted or held; empty while queued" },
    ),
    request: Type.Unsafe<JsonObject>({ type: "object", description: "what was asked for" }),
    ttlMs: Type.Integer({ description: "how long it holds without being renewed" }),
    askedAt: timeSchema,
    grantedAt: nullable(timeSchema),
    until: { ...timeSchema, description: "when it lapses; while queued, until when it waits" },
    latestUntil: { ...timeSchema, description: "it cannot be renewed beyond this" },
    ended: nullable(leaseEndedSchema),
  },
  { $id: "Lease", description: "exclusive use of devices" },
);
export type LeaseJson = Static<typeof leaseSchema>;
export const leaseRef = Type.Unsafe<LeaseJson>({ $ref: "Lease#" });

export function leaseJson(lease: Lease, fleet: FleetReader): LeaseJson {
  const { grantedAtMs } = lease;
  return {
    id: lease.leaseId,
    state: lease.state,
    holder: lease.holder,
    purpose: lease.purpose,
    priority: lease.priority,
    devices: lease.devices.map(({ sessionId, boxId, token }) => {
      const row = fleet.device(sessionId);
      const asset = row === undefined ? undefined : assetOf(row.record);
      return { id: sessionId, boxId, asset: asset ?? null, token };
    }),
    request: lease.request,
    ttlMs: lease.ttlMs,
    askedAt: formatTime(lease.askedAtMs),
    grantedAt: grantedAtMs === undefined ? null : formatTime(grantedAtMs),
    until: formatTime(lease.untilMs),
    latestUntil: formatTime(lease.latestMs),
    ended: leaseEndedJson(lease),
  };
}

/** Null while it has not ended. */
export function leaseEndedJson({ ended }: Lease): Static<typeof leaseEndedSchema> | null {
  if (ended === undefined) return null;
  const { reason, atMs, by, detail } = ended;
  return { reason, at: formatTime(atMs), by, detail };
}
