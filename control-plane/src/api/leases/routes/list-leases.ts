import type { LeaseState } from "@rae/protocol";
import { Type } from "typebox";
import type { Api, ApiContext } from "../../api-context.ts";
import { exampleIds } from "../../document/example-ids.ts";
import { leaseJson, leaseRef } from "../../json/lease-json.ts";
import {
  cursorSchema,
  defaultLimit,
  limitSchema,
  listSchema,
  words,
} from "../../json/list-json.ts";
import { problems } from "../../problem.ts";
import { listLeases as pageOf } from "../lease-list.ts";

const states = ["queued", "pending", "granted", "ended"] as const satisfies readonly LeaseState[];

const schema = {
  summary: "Leases that wait or run, and those that ended lately; the newest first",
  operationId: "listLeases",
  tags: ["leases"],
  querystring: Type.Object(
    {
      state: Type.Optional(words(states, "state")),
      holder: Type.Optional(
        Type.String({ minLength: 1, maxLength: 128, examples: [exampleIds.holder] }),
      ),
      mine: Type.Optional(
        Type.Boolean({ description: "only those of the token that asks", examples: [true] }),
      ),
      device: Type.Optional(
        Type.String({
          minLength: 1,
          maxLength: 64,
          examples: [exampleIds.device],
          description: "id of a device that they hold, held, or try to get",
        }),
      ),
      limit: limitSchema,
      cursor: cursorSchema,
    },
    { additionalProperties: false },
  ),
  response: {
    200: listSchema(leaseRef, "a page of leases"),
    ...problems("bad-cursor", "view-unavailable"),
  },
};

const config = { action: "leases.read" } as const;

export function listLeases(api: Api, { leases, sights }: ApiContext): void {
  api.get("/v1/leases", { schema, config }, async ({ query, principal }) => {
    const { fleet } = sights.askerOf(principal);
    const { state, holder, mine, device, limit = defaultLimit, cursor } = query;
    const filter = { state, holder, device, owner: mine === true ? principal.id : undefined };
    const shown = function* () {
      for (const lease of leases.book.all()) yield* [fleet.showLease(lease) ?? []].flat();
    };
    const { items, nextCursor } = pageOf(shown(), filter, limit, cursor);
    return { items: items.map((lease) => leaseJson(lease, fleet)), nextCursor };
  });
}
