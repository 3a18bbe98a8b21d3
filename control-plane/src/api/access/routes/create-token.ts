import { RaeError } from "@rae/protocol";
import { Type } from "typebox";
import { makeToken } from "../../../access/make-token.ts";
import type { Api, ApiContext } from "../../api-context.ts";
import { tenantIdSchema } from "../../json/tenant-json.ts";
import { newTokenSchema, reachSchema, roleSchema, tokenJson } from "../../json/token-json.ts";
import { problems } from "../../problem.ts";
import { madeHeaders, withHeaders } from "../../requests/answer-headers.ts";
import { parseTime, timeQuerySchema } from "../../rfc3339.ts";
import { tokensFor } from "../known-tokens.ts";

/** Of one tenant, those that count. */
const tokensMax = 10_000;

const schema = {
  summary: "Makes a token for a program",
  description:
    "The answer is the only one that tells the token: only its digest is kept. A token may do no more than its maker, and belongs to its maker's tenant unless the maker is of the platform.",
  operationId: "createToken",
  tags: ["access"],
  body: Type.Object(
    {
      description: Type.String({ minLength: 1, maxLength: 256, description: "what it is for" }),
      role: roleSchema,
      tenant: Type.Optional(tenantIdSchema),
      reach: Type.Optional(reachSchema),
      expiresAt: Type.Optional({
        ...timeQuerySchema,
        description: "RFC 3339 with a zone; by default it does not expire",
      }),
    },
    {
      additionalProperties: false,
      examples: [
        { description: "nightly runs", role: "tester", expiresAt: "2027-11-30T00:00:00Z" },
      ],
    },
  ),
  response: {
    201: withHeaders(newTokenSchema, madeHeaders("token")),
    ...problems(
      "tenant-not-found",
      "payload-too-large",
      "unsupported-media-type",
      "overloaded",
      "access-store-unavailable",
    ),
  },
};

const config = { action: "tokens.manage" } as const;

export function createToken(api: Api, { access, clock }: ApiContext): void {
  api.post("/v1/tokens", { schema, config }, async ({ body, principal }, reply) => {
    const { description, role, tenant = principal.tenant, reach = "tenant" } = body;
    const nowMs = clock.nowMs();
    const expiresAtMs = body.expiresAt === undefined ? undefined : parseTime(body.expiresAt);
    if (expiresAtMs !== undefined && expiresAtMs <= nowMs) {
      throw new RaeError("bad-request", "`expiresAt` is not in the future");
    }
    const counting = tokensFor(access, principal).filter(
      (each) => each.tenant === tenant && each.revoked === undefined,
    );
    if (counting.length >= tokensMax) {
      throw new RaeError("overloaded", `the tenant has ${tokensMax} tokens already: revoke some`, {
        details: { limit: tokensMax },
      });
    }
    const request = { description, role, tenant, reach };
    const whole = expiresAtMs === undefined ? request : { ...request, expiresAtMs };
    const { record, text } = await makeToken(access.store, principal, whole, nowMs);
    access.book.take(record);
    reply.header("location", `/v1/tokens/${record.id}`).header("cache-control", "no-store");
    return reply.code(201).send({ ...tokenJson(record, undefined, nowMs), token: text });
  });
}
