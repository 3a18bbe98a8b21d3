import type { BoxStatus, IdentityConflict } from "@rae/protocol";
import { type Static, Type } from "typebox";
import { identityConflictOf } from "../../core/box-trouble.ts";
import { isEndingSoon } from "../../core/certificate-term.ts";
import type { BoxRow } from "../../core/fleet-index-boxes.ts";
import type { FleetReader } from "../../core/fleet-reader.ts";
import { formatTime, timeSchema } from "../rfc3339.ts";
import { nullable, words } from "./list-json.ts";

export const boxPresenceStates = ["present", "lost", "unknown"] as const;

export const boxSchema = Type.Object(
  {
    id: Type.String(),
    presence: Type.Object({
      state: words(boxPresenceStates, "unknown: its gateway is silent, or it never connected"),
      since: nullable(timeSchema),
      reason: nullable(Type.String()),
    }),
    gatewayId: nullable(Type.String()),
    certificate: Type.Optional(
      Type.Object(
        {
          expiresAt: timeSchema,
          endsSoon: Type.Boolean({ description: "within 30 days, or it is over: issue a new one" }),
        },
        { description: "of its newest connection; missing if that is not known" },
      ),
    ),
    agentVersion: nullable(Type.String()),
    identityConflict: nullable(
      Type.Object(
        {
          takeovers: Type.Integer({ description: "how often the other one took its place" }),
          since: timeSchema,
        },
        {
          description:
            "another client uses the box's certificate; null once nothing of the kind has happened for five minutes",
        },
      ),
    ),
    registry: nullable(
      Type.Object({
        id: Type.String({ description: "of the box's registry file; a new file has a new one" }),
        unreadableFiles: Type.Array(Type.String(), {
          description:
            "registry files that could not be read, aside in the box's data folder until somebody takes them away",
        }),
        droppedSessions: Type.Integer({
          description: "sessions that its last start left out, for their rows could not be read",
        }),
      }),
    ),
    outbox: nullable(
      Type.Object({
        rows: Type.Integer({ description: "events that wait to be sent" }),
        bytes: Type.Integer(),
        limitBytes: Type.Integer(),
        supersededDeltas: Type.Integer({ description: "deltas that a snapshot has replaced" }),
        lastsDays: nullable(
          Type.Number({
            description:
              "how long its free room lasts without a gateway, at the present rate; null if that is not known or nothing fills it",
          }),
        ),
      }),
    ),
    devices: Type.Object({
      total: Type.Integer(),
      online: Type.Integer(),
      asleep: Type.Integer(),
      offline: Type.Integer(),
      unknown: Type.Integer(),
    }),
    interfaces: Type.Array(
      Type.Object({ name: Type.String(), addresses: Type.Array(Type.String()) }),
    ),
    links: Type.Array(
      Type.Object({ id: Type.String(), state: Type.String(), detail: Type.String() }),
    ),
    statusAt: nullable(timeSchema),
  },
  { $id: "Box", description: "one lab box" },
);
export type BoxJson = Static<typeof boxSchema>;
export const boxRef = Type.Unsafe<BoxJson>({ $ref: "Box#" });

export function boxJson(row: BoxRow, fleet: FleetReader, nowMs: number): BoxJson {
  const { boxId, record, presence, sinceMs } = row;
  const status = record?.status;
  const devices = { total: 0, online: 0, asleep: 0, offline: 0, unknown: 0 };
  for (const { state } of fleet.devicesOfBox(boxId)) {
    devices.total += 1;
    devices[state] += 1;
  }
  return {
    id: boxId,
    presence: {
      state: presence.state,
      since: sinceMs === undefined ? null : formatTime(sinceMs),
      reason: presence.reason ?? null,
    },
    gatewayId: record?.gatewayId ?? null,
    ...certificateJson(record?.certificateExpiresAtMs, nowMs),
    agentVersion: status?.agentVersion ?? null,
    identityConflict: conflictJson(identityConflictOf(row)),
    registry:
      record === undefined
        ? null
        : {
            id: record.registryId,
            unreadableFiles: [...(record.status.unreadableRegistries ?? [])],
            droppedSessions: record.status.droppedSessions ?? 0,
          },
    outbox:
      status === undefined
        ? null
        : {
            rows: status.outboxRows,
            bytes: status.outboxBytes,
            limitBytes: status.outboxLimitBytes,
            supersededDeltas: status.supersededDeltas,
            lastsDays: lastsDays(status),
          },
    devices,
    interfaces: (status?.interfaces ?? []).map(({ name, addresses }) => ({
      name,
      addresses: [...addresses],
    })),
    links: (status?.links ?? []).map((link) => ({ ...link })),
    statusAt: record === undefined ? null : formatTime(record.statusReceivedAtMs),
  };
}

function conflictJson(conflict: IdentityConflict | undefined): BoxJson["identityConflict"] {
  if (conflict === undefined) return null;
  return { takeovers: conflict.takeovers, since: formatTime(conflict.sinceMs) };
}

function certificateJson(
  expiresAtMs: number | undefined,
  nowMs: number,
): Pick<BoxJson, "certificate"> {
  if (expiresAtMs === undefined) return {};
  const endsSoon = isEndingSoon(expiresAtMs, nowMs);
  return { certificate: { expiresAt: formatTime(expiresAtMs), endsSoon } };
}

function lastsDays(status: BoxStatus): number | null {
  const { outboxBytes, outboxLimitBytes, outboxBytesPerDay = 0 } = status;
  if (outboxBytesPerDay === 0) return null;
  const days = Math.max(0, outboxLimitBytes - outboxBytes) / outboxBytesPerDay;
  return Math.round(days * 10) / 10;
}
