import { Type } from "typebox";
import { facetNames } from "../../core/fleet-index-facets.ts";
import { sortFields } from "../../core/fleet-index-sort.ts";
import type { Api, ApiContext } from "../api-context.ts";
import { deviceFilterOf, deviceFilterProperties, parseNames } from "../device-query.ts";
import { deviceJson, deviceRef } from "../json/device-json.ts";
import { cursorSchema, defaultLimit, limitSchema, listSchema, words } from "../json/list-json.ts";
import { problems } from "../problem.ts";

const sorts = sortFields.flatMap((field) => [field, `-${field}`] as const);

const page = listSchema(deviceRef, "a page of devices");
const schema = {
  summary: "Devices that have not left",
  operationId: "listDevices",
  tags: ["devices"],
  querystring: Type.Object(
    {
      ...deviceFilterProperties,
      sort: Type.Optional(words(sorts, "order; `-` for descending; by default `id`")),
      facets: Type.Optional(
        Type.String({
          maxLength: 128,
          examples: ["model,state"],
          description: `counts under the same filter, separated by commas: ${facetNames.join(", ")}`,
        }),
      ),
      limit: limitSchema,
      cursor: cursorSchema,
    },
    { additionalProperties: false },
  ),
  response: {
    200: Type.Object(
      {
        ...page.properties,
        facets: Type.Optional(
          Type.Record(
            Type.String(),
            Type.Array(Type.Object({ value: Type.String(), count: Type.Integer() })),
          ),
        ),
        position: Type.String({
          description: "GET /v1/events?after= this misses nothing of what came after this answer",
        }),
      },
      { description: "a page of devices" },
    ),
    ...problems("bad-cursor", "view-unavailable"),
  },
};

const config = { action: "devices.read" } as const;

export function listDevices(api: Api, { watch, sights, positions, clock }: ApiContext): void {
  api.get("/v1/devices", { schema, config }, async ({ query, principal }) => {
    const { fleet, sight } = sights.askerOf(principal);
    const position = positions.seal(watch.position, sight);
    const filter = deviceFilterOf(query);
    const facets = parseNames("facets", query.facets, facetNames);
    const sort = query.sort ?? "id";
    const descending = sort.startsWith("-");
    const field = sortFields.find((each) => each === sort.replace("-", "")) ?? "id";
    const { items, nextCursor } = fleet.listDevices({
      filter,
      sort: { field, descending },
      limit: query.limit ?? defaultLimit,
      cursor: query.cursor,
    });
    const nowMs = clock.nowMs();
    return {
      items: items.map((row) => deviceJson(row, fleet, nowMs)),
      nextCursor,
      position,
      ...(facets.length === 0 ? {} : { facets: facetsJson(fleet.facets(filter, facets)) }),
    };
  });
}

function facetsJson(facets: ReadonlyMap<string, readonly { value: string; count: number }[]>) {
  return Object.fromEntries([...facets].map(([name, counts]) => [name, [...counts]]));
}
