import { type Static, Type } from "typebox";
import { isInForce, type TokenRecord } from "../../core/access/access-record.ts";
import { roles } from "../../core/access/role.ts";
import { formatTime, timeSchema } from "../rfc3339.ts";
import { nullable, words } from "./list-json.ts";

export const reaches = ["tenant", "platform"] as const;
export const tokenStates = ["active", "expired", "revoked"] as const;

export const roleSchema = words(roles, "what it may do; each role may do what those before it may");
export const reachSchema = words(
  reaches,
  "`tenant`: the role holds in its tenant, and where a share says so; `platform`: everywhere",
);

const { properties } = Type.Object({
  id: Type.String({ description: "no secret: the part of the token behind `rae_`" }),
  description: Type.String(),
  tenant: Type.String(),
  role: roleSchema,
  reach: reachSchema,
  state: words(
    tokenStates,
    "whether it counts; a token of a tenant that was removed does not, too",
  ),
  madeBy: Type.String({ description: "`admin`, or `token:` and an id" }),
  madeAt: timeSchema,
  expiresAt: nullable(timeSchema),
  lastUsedAt: nullable({ ...timeSchema, description: "exact to a minute" }),
  revoked: nullable(Type.Object({ by: Type.String(), at: timeSchema })),
});

export const tokenSchema = Type.Object(properties, { description: "a token, without its secret" });
export type TokenJson = Static<typeof tokenSchema>;

export const newTokenSchema = Type.Object(
  {
    ...properties,
    token: Type.String({ description: "to be sent as a bearer token; it is not told again" }),
  },
  { description: "the new token, with its secret" },
);

export function tokenJson(
  record: TokenRecord,
  lastUsedMs: number | undefined,
  nowMs: number,
): TokenJson {
  const { expiresAtMs, revoked } = record;
  return {
    id: record.id,
    description: record.description,
    tenant: record.tenant,
    role: record.role,
    reach: record.reach,
    state: tokenState(record, nowMs),
    madeBy: record.madeBy,
    madeAt: formatTime(record.madeAtMs),
    expiresAt: expiresAtMs === undefined ? null : formatTime(expiresAtMs),
    lastUsedAt: lastUsedMs === undefined ? null : formatTime(lastUsedMs),
    revoked: revoked === undefined ? null : { by: revoked.by, at: formatTime(revoked.atMs) },
  };
}

export function tokenState(record: TokenRecord, nowMs: number): (typeof tokenStates)[number] {
  if (record.revoked !== undefined) return "revoked";
  return isInForce(record, nowMs) ? "active" : "expired";
}
