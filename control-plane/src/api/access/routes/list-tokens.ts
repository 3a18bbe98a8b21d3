import { Type } from "typebox";
import { encodeCursor, parseCursor } from "../../../core/fleet-index-cursor.ts";
import type { Api, ApiContext } from "../../api-context.ts";
import {
  cursorSchema,
  defaultLimit,
  limitSchema,
  listSchema,
  words,
} from "../../json/list-json.ts";
import { tokenJson, tokenSchema, tokenState, tokenStates } from "../../json/token-json.ts";
import { problems } from "../../problem.ts";
import { tokensFor } from "../known-tokens.ts";

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
    const { state, limit = defaultLimit, cursor } = query;
    const nowMs = clock.nowMs();
    const after = cursor === undefined ? "" : parseCursor(order, cursor).id;
    const found = tokensFor(access, principal)
      .filter(
        (each) => each.id > after && (state ?? tokenState(each, nowMs)) === tokenState(each, nowMs),
      )
      .sort((a, b) => (a.id < b.id ? -1 : 1));
    const uses = await access.tokens.lastUses();
    const page = found.slice(0, limit);
    const last = page.at(-1);
    const isMore = last !== undefined && found.length > limit;
    return {
      items: page.map((each) => tokenJson(each, uses.get(each.id), nowMs)),
      nextCursor: isMore ? encodeCursor(order, { key: "", id: last.id }) : null,
    };
  });
}
