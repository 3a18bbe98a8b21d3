import { RaeError } from "@rae/protocol";
import { type Static, Type } from "typebox";
import { revoke } from "../../../access/revoke.ts";
import { type AssignmentRecord, isInForce } from "../../../core/access/access-record.ts";
import { assignmentId } from "../../../core/access/assignments.ts";
import type { Principal } from "../../../core/access/principal.ts";
import type { Api, ApiContext } from "../../api-context.ts";
import { listSchema, nullable } from "../../json/list-json.ts";
import { tenantIdSchema } from "../../json/tenant-json.ts";
import { problems } from "../../problem.ts";
import { formatTime, parseTime, timeQuerySchema, timeSchema } from "../../rfc3339.ts";
import { checkKnown } from "../known-tokens.ts";
import { recordPage, recordPageQuery } from "../record-page.ts";

const assignmentSchema = Type.Object(
  {
    asset: Type.String(),
    ofTenant: Type.String({ description: "whose box the device is at" }),
    tenant: Type.String({ description: "whose the device is" }),
    madeAt: timeSchema,
    expiresAt: nullable(timeSchema),
  },
  { description: "a device that belongs to another tenant than its box" },
);

const params = Type.Object({
  asset: Type.String({ minLength: 1, maxLength: 64, examples: ["tv-1"] }),
});

const toList = {
  summary: "Devices in force that the tenant has given away or was given",
  operationId: "listAssignments",
  tags: ["access"],
  querystring: recordPageQuery,
  response: {
    200: listSchema(assignmentSchema, "a page of assignments"),
    ...problems("bad-cursor", "access-store-unavailable"),
  },
};

const toAssign = {
  summary: "Gives a device at a box of this tenant to another one",
  description:
    "In force on every api within a second, and in the place of an earlier assignment of the device. The box stays where it is; its tenant does not see the device until the assignment ends.",
  operationId: "assignDevice",
  tags: ["access"],
  params,
  body: Type.Object(
    {
      tenant: tenantIdSchema,
      expiresAt: Type.Optional({ ...timeQuerySchema, description: "by default it does not end" }),
    },
    { additionalProperties: false, examples: [{ tenant: "acme" }] },
  ),
  response: {
    200: assignmentSchema,
    ...problems("payload-too-large", "unsupported-media-type", "access-store-unavailable"),
  },
};

const toEnd = {
  summary: "Takes a device back, on every api within a second",
  operationId: "endAssignment",
  tags: ["access"],
  params,
  response: {
    200: assignmentSchema,
    ...problems("assignment-not-found", "access-store-unavailable"),
  },
};

const config = { action: "shares.manage" } as const;
const order = "assignments";
const attempts = 20;

/** `GET /v1/assignments`, `PUT` and `DELETE /v1/assignments/{asset}`. */
export function assignments(api: Api, { access, clock }: ApiContext): void {
  api.get("/v1/assignments", { schema: toList, config }, async ({ query, principal }) => {
    checkKnown(access.book);
    const nowMs = clock.nowMs();
    const found = access.book
      .all("assignment")
      .filter((each) => isInForce(each, nowMs))
      .filter((each) => concerns(principal, each));
    return recordPage(order, found, query, assignmentJson);
  });
  api.put("/v1/assignments/:asset", { schema: toAssign, config }, async (request) => {
    const { params: where, body, principal } = request;
    const { asset } = where;
    const ofTenant = principal.tenant;
    const id = assignmentId({ ofTenant, asset });
    const { tenant, expiresAt } = body;
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const known = await access.store.read("assignment", id);
      const record: AssignmentRecord = {
        ...{ kind: "assignment", id, version: (known?.version ?? 0) + 1, madeBy: principal.id },
        ...{ madeAtMs: Math.round(clock.nowMs()), ofTenant, asset, tenant },
        ...(expiresAt === undefined ? {} : { expiresAtMs: parseTime(expiresAt) }),
      };
      if (!(await access.store.replace(record))) continue;
      access.book.take(record);
      return assignmentJson(record);
    }
    throw new RaeError("access-store-unavailable", "others keep assigning the device: ask again");
  });
  api.delete("/v1/assignments/:asset", { schema: toEnd, config }, async (request) => {
    const { asset } = request.params;
    const { tenant: ofTenant, id: by } = request.principal;
    const id = assignmentId({ ofTenant, asset });
    const nowMs = clock.nowMs();
    const ended = await revoke<AssignmentRecord>(access.store, "assignment", id, by, nowMs);
    if (ended === undefined)
      throw new RaeError("assignment-not-found", `there is no assignment of ${asset}`);
    access.book.take(ended);
    return assignmentJson(ended);
  });
}

function concerns({ reach, tenant }: Principal, record: AssignmentRecord): boolean {
  return reach === "platform" || record.ofTenant === tenant || record.tenant === tenant;
}

function assignmentJson(record: AssignmentRecord): Static<typeof assignmentSchema> {
  const { asset, ofTenant, tenant, madeAtMs, expiresAtMs } = record;
  return {
    ...{ asset, ofTenant, tenant, madeAt: formatTime(madeAtMs) },
    expiresAt: expiresAtMs === undefined ? null : formatTime(expiresAtMs),
  };
}
