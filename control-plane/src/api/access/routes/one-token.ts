import { RaeError } from "@rae/protocol";
import { Type } from "typebox";
import { revoke } from "../../../access/revoke.ts";
import type { TokenRecord } from "../../../core/access/access-record.ts";
import type { Api, ApiContext } from "../../api-context.ts";
import { tokenJson, tokenSchema } from "../../json/token-json.ts";
import { problems } from "../../problem.ts";
import { tokenFor } from "../known-tokens.ts";

const params = Type.Object({
  token: Type.String({
    minLength: 1,
    maxLength: 64,
    description: "id of a token: the part behind `rae_`",
    examples: ["4f2a9c01d7e86b35"],
  }),
});

const shared = {
  tags: ["access"],
  params,
  response: { 200: tokenSchema, ...problems("token-not-found", "access-store-unavailable") },
};
const toRead = { ...shared, summary: "One token, without its secret", operationId: "getToken" };
const toRevoke = {
  ...shared,
  summary: "Revokes a token",
  description:
    "It counts no more, on every api within a second: requests are refused, streams and waits of the token end. For good; one that was revoked already is answered as it is.",
  operationId: "revokeToken",
};

const config = { action: "tokens.manage" } as const;

/** `GET` and `DELETE /v1/tokens/{token}`. */
export function oneToken(api: Api, { access, clock }: ApiContext): void {
  const answer = async (record: TokenRecord) => {
    const uses = await access.tokens.lastUses();
    return tokenJson(record, uses.get(record.id), clock.nowMs());
  };
  api.get("/v1/tokens/:token", { schema: toRead, config }, ({ params, principal }) =>
    answer(tokenFor(access, principal, params.token)),
  );
  api.delete("/v1/tokens/:token", { schema: toRevoke, config }, async ({ params, principal }) => {
    const { id } = tokenFor(access, principal, params.token);
    const nowMs = clock.nowMs();
    const revoked = await revoke<TokenRecord>(access.store, "token", id, principal.id, nowMs);
    if (revoked === undefined) throw new RaeError("token-not-found", `there is no token ${id}`);
    access.book.take(revoked);
    return answer(revoked);
  });
}
