import { RaeError } from "@rae/protocol";
import { Type } from "typebox";
import { revoke } from "../../../access/revoke.ts";
import { isInForce, type TenantRecord } from "../../../core/access/access-record.ts";
import { defaultTenant } from "../../../core/access/principal.ts";
import type { Api, ApiContext } from "../../api-context.ts";
import { listSchema } from "../../json/list-json.ts";
import { tenantIdSchema, tenantJson, tenantSchema } from "../../json/tenant-json.ts";
import { problems } from "../../problem.ts";
import { checkKnown } from "../known-tokens.ts";
import { recordPage, recordPageQuery } from "../record-page.ts";

const toList = {
  summary: "Tenants besides `default`, in the order of their ids",
  operationId: "listTenants",
  tags: ["access"],
  querystring: recordPageQuery,
  response: {
    200: listSchema(tenantSchema, "a page of tenants"),
    ...problems("bad-cursor", "access-store-unavailable"),
  },
};

const toCreate = {
  summary: "Makes a tenant",
  operationId: "createTenant",
  tags: ["access"],
  body: Type.Object(
    { id: tenantIdSchema, name: Type.String({ minLength: 1, maxLength: 256 }) },
    { additionalProperties: false, examples: [{ id: "acme", name: "Acme Devices" }] },
  ),
  response: {
    201: tenantSchema,
    ...problems(
      "tenant-exists",
      "payload-too-large",
      "unsupported-media-type",
      "access-store-unavailable",
    ),
  },
};

const toRemove = {
  summary: "Removes a tenant",
  description:
    "For good: its tokens count no more, on every api within a second. Its boxes and devices stay what they are, and are seen by those only who are of the platform. Its id is not given again.",
  operationId: "removeTenant",
  tags: ["access"],
  params: Type.Object({ tenant: tenantIdSchema }),
  response: {
    200: tenantSchema,
    ...problems("tenant-not-found", "access-store-unavailable"),
  },
};

const config = { action: "tenants.manage" } as const;
const order = "tenants";

/** `GET` and `POST /v1/tenants`, `DELETE /v1/tenants/{tenant}`. */
export function tenants(api: Api, { access, clock }: ApiContext): void {
  api.get("/v1/tenants", { schema: toList, config }, async ({ query }) => {
    checkKnown(access.book);
    const nowMs = clock.nowMs();
    const found = access.book.all("tenant").filter((each) => isInForce(each, nowMs));
    return recordPage(order, found, query, tenantJson);
  });
  api.post("/v1/tenants", { schema: toCreate, config }, async ({ body, principal }, reply) => {
    const { id, name } = body;
    const record: TenantRecord = {
      ...{ kind: "tenant", id, name, version: 1 },
      ...{ madeBy: principal.id, madeAtMs: Math.round(clock.nowMs()) },
    };
    if (id === defaultTenant || !(await access.store.replace(record))) {
      const message = `there is, or was, a tenant ${id}`;
      throw new RaeError("tenant-exists", message, { details: { tenant: id } });
    }
    access.book.take(record);
    return reply.code(201).send(tenantJson(record));
  });
  api.delete("/v1/tenants/:tenant", { schema: toRemove, config }, async (request) => {
    const { params, principal } = request;
    const by = principal.id;
    const nowMs = clock.nowMs();
    const id = params.tenant;
    const removed = await revoke<TenantRecord>(access.store, "tenant", id, by, nowMs);
    if (removed === undefined) {
      throw new RaeError("tenant-not-found", `there is no tenant ${id}`, {
        details: { tenant: id },
      });
    }
    access.book.take(removed);
    return tenantJson(removed);
  });
}
