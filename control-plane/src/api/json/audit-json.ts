import { type AuditEntry, auditOutcomes } from "@rae/protocol";
import { type Static, Type } from "typebox";
import { formatTime, timeSchema } from "../rfc3339.ts";
import { nullable, words } from "./list-json.ts";

/** As words of the answer and of the query. */
export const auditOutcomeWords = Object.keys(auditOutcomes) as (keyof typeof auditOutcomes)[];

export const auditEntrySchema = Type.Object(
  {
    entryId: Type.String(),
    at: timeSchema,
    principal: Type.Object({
      id: Type.String({ description: "empty: nobody knows who it was" }),
      name: Type.String(),
    }),
    tenant: Type.String({ description: "of the principal; `*`: of none" }),
    action: Type.String(),
    resource: Type.String({ description: "path of the request, without its query" }),
    outcome: words(
      auditOutcomeWords,
      "`begun`: nobody knows how it ended; `refused` and `failed`: see `code`",
    ),
    code: nullable(Type.String({ description: "of the error" })),
    requestId: Type.String(),
    sourceAddress: Type.String(),
    times: Type.Integer({ minimum: 1, description: "so many refusals of one kind as one" }),
  },
  { title: "AuditEntry", description: "a change that somebody made or wanted to make" },
);

export function auditEntryJson(entry: AuditEntry): Static<typeof auditEntrySchema> {
  const { entryId, atMs, principalId, principalName, code = null, ...rest } = entry;
  return {
    ...{ entryId, at: formatTime(atMs), principal: { id: principalId, name: principalName } },
    ...rest,
    code,
  };
}
