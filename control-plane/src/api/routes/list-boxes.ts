import { Type } from "typebox";
import type { Api, ApiContext } from "../api-context.ts";
import { boxJson, boxRef } from "../json/box-json.ts";
import { cursorSchema, defaultLimit, limitSchema, listSchema } from "../json/list-json.ts";
import { problems } from "../problem.ts";

const schema = {
  summary: "Lab boxes, in the order of their ids",
  operationId: "listBoxes",
  tags: ["boxes"],
  querystring: Type.Object(
    { limit: limitSchema, cursor: cursorSchema },
    { additionalProperties: false },
  ),
  response: {
    200: listSchema(boxRef, "a page of boxes"),
    ...problems("bad-cursor", "view-unavailable"),
  },
};

const config = { action: "boxes.read" } as const;

export function listBoxes(api: Api, { sights, clock }: ApiContext): void {
  api.get("/v1/boxes", { schema, config }, async ({ query, principal }) => {
    const { fleet } = sights.askerOf(principal);
    const { items, nextCursor } = fleet.listBoxes(query.limit ?? defaultLimit, query.cursor);
    return { items: items.map((box) => boxJson(box, fleet, clock.nowMs())), nextCursor };
  });
}
