import { RaeError, uuidV7 } from "@rae/protocol";
import { type Static, Type } from "typebox";
import { revoke } from "../../../access/revoke.ts";
import { isInForce, type ShareRecord } from "../../../core/access/access-record.ts";
import type { Principal } from "../../../core/access/principal.ts";
import { roles } from "../../../core/access/role.ts";
import {
  parseRequirements,
  type RequirementsJson,
  requirementsSchema,
} from "../../../core/match/requirements.ts";
import type { Api, ApiContext } from "../../api-context.ts";
import { listSchema, nullable, words } from "../../json/list-json.ts";
import { tenantIdSchema } from "../../json/tenant-json.ts";
import { problems } from "../../problem.ts";
import { formatTime, parseTime, timeQuerySchema, timeSchema } from "../../rfc3339.ts";
import { checkKnown } from "../known-tokens.ts";
import { recordPage, recordPageQuery } from "../record-page.ts";

const assets = Type.Array(Type.String({ minLength: 1, maxLength: 64 }), {
  minItems: 1,
  maxItems: 256,
  description: "asset names",
});

const shareSchema = Type.Object(
  {
    id: Type.String(),
    tenant: Type.String({ description: "whose devices they are" }),
    withTenant: Type.String({ description: "who sees them" }),
    role: words(roles, "what may be done with them at most"),
    assets: nullable(Type.Array(Type.String())),
    match: nullable(Type.Unsafe<RequirementsJson>({ type: "object" })),
    madeAt: timeSchema,
    expiresAt: nullable(timeSchema),
  },
  { description: "devices of one tenant that another one may use" },
);

const toList = {
  summary: "Shares in force that the tenant gives or has been given",
  operationId: "listShares",
  tags: ["access"],
  querystring: recordPageQuery,
  response: {
    200: listSchema(shareSchema, "a page of shares"),
    ...problems("bad-cursor", "access-store-unavailable"),
  },
};

const toCreate = {
  summary: "Lets another tenant use devices of this one",
  operationId: "createShare",
  tags: ["access"],
  body: Type.Object(
    {
      withTenant: tenantIdSchema,
      role: words(roles, "what may be done with them at most"),
      assets: Type.Optional(assets),
      match: Type.Optional(requirementsSchema),
      expiresAt: Type.Optional({ ...timeQuerySchema, description: "by default it does not end" }),
    },
    {
      additionalProperties: false,
      description: "`assets` or `match`",
      examples: [{ withTenant: "acme", role: "tester", assets: ["tv-1"] }],
    },
  ),
  response: {
    201: shareSchema,
    ...problems("payload-too-large", "unsupported-media-type", "access-store-unavailable"),
  },
};

const toEnd = {
  summary: "Ends a share, on every api within a second",
  operationId: "endShare",
  tags: ["access"],
  params: Type.Object({
    share: Type.String({
      minLength: 1,
      maxLength: 64,
      examples: ["0192f0c1-7d3e-7a55-9c1b-3f2a6d8e4b10"],
    }),
  }),
  response: { 200: shareSchema, ...problems("share-not-found", "access-store-unavailable") },
};

const config = { action: "shares.manage" } as const;
const order = "shares";

/** `GET` and `POST /v1/shares`, `DELETE /v1/shares/{share}`. */
export function shares(api: Api, { access, clock }: ApiContext): void {
  api.get("/v1/shares", { schema: toList, config }, async ({ query, principal }) => {
    checkKnown(access.book);
    const nowMs = clock.nowMs();
    const found = access.book
      .all("share")
      .filter((each) => isInForce(each, nowMs))
      .filter((each) => isGiver(principal, each) || each.withTenant === principal.tenant);
    return recordPage(order, found, query, shareJson);
  });
  api.post("/v1/shares", { schema: toCreate, config }, async ({ body, principal }, reply) => {
    const { withTenant, role, expiresAt } = body;
    if ((body.assets === undefined) === (body.match === undefined)) {
      throw new RaeError("bad-request", "send either `assets` or `match`");
    }
    if (body.match !== undefined) parseRequirements(body.match, "match");
    const record: ShareRecord = {
      ...{ kind: "share", id: uuidV7(), version: 1, madeBy: principal.id },
      madeAtMs: Math.round(clock.nowMs()),
      ...{ tenant: principal.tenant, withTenant, role },
      ...(body.assets === undefined ? { match: body.match } : { assets: body.assets }),
      ...(expiresAt === undefined ? {} : { expiresAtMs: parseTime(expiresAt) }),
    };
    if (!(await access.store.replace(record))) {
      throw new RaeError(
        "access-store-unavailable",
        "the id of the new share was taken: ask again",
      );
    }
    access.book.take(record);
    return reply.code(201).send(shareJson(record));
  });
  api.delete("/v1/shares/:share", { schema: toEnd, config }, async ({ params, principal }) => {
    const id = params.share;
    const known = await access.store.read("share", id);
    const nowMs = clock.nowMs();
    const isGivers = known?.kind === "share" && isGiver(principal, known);
    const ended = isGivers
      ? await revoke<ShareRecord>(access.store, "share", id, principal.id, nowMs)
      : undefined;
    if (ended === undefined) throw new RaeError("share-not-found", `there is no share ${id}`);
    access.book.take(ended);
    return shareJson(ended);
  });
}

function isGiver({ reach, tenant }: Principal, share: ShareRecord): boolean {
  return reach === "platform" || share.tenant === tenant;
}

function shareJson(share: ShareRecord): Static<typeof shareSchema> {
  const { id, tenant, withTenant, role, expiresAtMs } = share;
  return {
    ...{ id, tenant, withTenant, role },
    assets: share.assets === undefined ? null : [...share.assets],
    match: share.match === undefined ? null : (share.match as RequirementsJson),
    madeAt: formatTime(share.madeAtMs),
    expiresAt: expiresAtMs === undefined ? null : formatTime(expiresAtMs),
  };
}
