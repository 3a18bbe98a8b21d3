import { isUuid, RaeError } from "@rae/protocol";
import { type Static, Type } from "typebox";
import type { Principal } from "../../core/access/principal.ts";
import { encodeCursor, parseCursor } from "../../core/fleet-index-cursor.ts";
import type { AuditQuery } from "../../ports/history.ts";
import type { Api, ApiContext } from "../api-context.ts";
import { auditEntryJson, auditEntrySchema, auditOutcomeWords } from "../json/audit-json.ts";
import { cursorSchema, defaultLimit, limitSchema, listSchema, words } from "../json/list-json.ts";
import { problems } from "../problem.ts";
import { parseTime, timeQuerySchema } from "../rfc3339.ts";

const order = "audit";
const text = (description: string, example: string) =>
  Type.Optional(Type.String({ minLength: 1, maxLength: 256, description, examples: [example] }));

const querySchema = Type.Object(
  {
    from: Type.Optional(timeQuerySchema),
    to: Type.Optional({ ...timeQuerySchema, description: "RFC 3339 with a zone; before it" }),
    principal: text("id of who asked", "admin"),
    action: text("as `GET /v1/me` names it", "leases.break"),
    outcome: Type.Optional(words(auditOutcomeWords, "how it ended")),
    resource: text("what the path of the request begins with", "/v1/leases"),
    tenant: text(
      "of the principal; who is not of the platform sees its own tenant's only",
      "partner-a",
    ),
    limit: limitSchema,
    cursor: cursorSchema,
  },
  { additionalProperties: false },
);

const schema = {
  summary: "Who changed what, or was refused it; newest first",
  description:
    "Each change from before its effect on, and each refusal, some seconds after it. Neither secrets nor what was sent. A page may be short, even empty, and not be the last: go on while there is a `nextCursor`.",
  operationId: "listAudit",
  tags: ["access"],
  querystring: querySchema,
  response: {
    200: listSchema(auditEntrySchema, "a page of the audit"),
    ...problems("bad-cursor", "history-unavailable"),
  },
};

const config = { action: "audit.read" } as const;

export function listAudit(api: Api, { history, clock }: ApiContext): void {
  api.get("/v1/audit", { schema, config }, async ({ query, principal }) => {
    const { entries, nextBeforeId } = await history.readAudit(
      queryOf(query, principal, clock.nowMs()),
    );
    return {
      items: entries.map(auditEntryJson),
      nextCursor:
        nextBeforeId === undefined ? null : encodeCursor(order, { key: "", id: nextBeforeId }),
    };
  });
}

function queryOf(
  query: Static<typeof querySchema>,
  { reach, tenant }: Principal,
  nowMs: number,
): AuditQuery {
  const { from, to, limit = defaultLimit, cursor, tenant: asked, ...filter } = query;
  const within = reach === "platform" ? asked : tenant;
  const fromMs = from === undefined ? 0 : parseTime(from);
  // What came in this very millisecond, too.
  const toMs = to === undefined ? Math.floor(nowMs) + 1 : parseTime(to);
  if (fromMs >= toMs) throw new RaeError("bad-request", "`from` is not before `to`");
  return {
    ...filter,
    ...{ fromMs, toMs, limit },
    ...(within === undefined ? {} : { tenant: within }),
    ...(cursor === undefined ? {} : { beforeId: idIn(cursor) }),
  };
}

function idIn(cursor: string): string {
  const { id } = parseCursor(order, cursor);
  if (isUuid(id)) return id;
  throw new RaeError("bad-cursor", "the cursor is not one that a list gave");
}
