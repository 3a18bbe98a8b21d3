import { idPattern } from "@rae/protocol";
import { type Static, Type } from "typebox";
import type { TenantRecord } from "../../core/access/access-record.ts";
import { formatTime, timeSchema } from "../rfc3339.ts";

/** As it stands in certificates, too. */
export const tenantIdSchema = Type.String({
  pattern: idPattern.source,
  description: "id of a tenant",
  examples: ["acme"],
});

export const tenantSchema = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    madeBy: Type.String(),
    madeAt: timeSchema,
  },
  { description: "a partner or a team" },
);

export function tenantJson({
  id,
  name,
  madeBy,
  madeAtMs,
}: TenantRecord): Static<typeof tenantSchema> {
  return { id, name, madeBy, madeAt: formatTime(madeAtMs) };
}
