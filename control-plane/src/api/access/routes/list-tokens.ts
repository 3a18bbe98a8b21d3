import { Type } from "typebox";
import type { Api, ApiContext } from "../../api-context.ts";
import { cursorSchema, limitSchema, listSchema, words } from "../../json/list-json.ts";
import { tokenJson, tokenSchema, tokenState, tokenStates } from "../../json/token-json.ts";
import { problems } from "../../problem.ts";
import { tokensFor } from "../known-tokens.ts";
import { recordPage } from "../record-page.ts";

const schema = {
  summary:
    "Tokens of the tenant, in the order of their ids; of all tenants for who is of the platform",
  operationId: "listTokens",
  tags: ["access"],
  querystring: Type.Object(
    {
      state: Type.Optional(words(tokenStates, "whether it counts")),
      limit: limitSchema,
      cursor: cursorSchema,
    },
    { additionalProperties: false },
  ),
  response: {
    200: listSchema(tokenSchema, "a page of tokens"),
    ...problems("bad-cursor", "access-store-unavailable"),
  },
};

const config = { action: "tokens.manage" } as const;
const order = "tokens";

export function listTokens(api: Api, { access, clock }: ApiContext): void {
  api.get("/v1/tokens", { schema, config }, async ({ query, principal }) => {
    const { state } = query;
    const nowMs = clock.nowMs();
    const found = tokensFor(access, principal).filter(
      (each) => state === undefined || tokenState(each, nowMs) === state,
    );
    const uses = await access.tokens.lastUses();
    return recordPage(order, found, query, (each) => tokenJson(each, uses.get(each.id), nowMs));
  });
}
