import { type Static, Type } from "typebox";
import type { Api, ApiContext } from "../api-context.ts";
import { readStory, type StoryPlace } from "../device-story.ts";
import { encodeStoryCursor, parseStoryCursor } from "../device-story-cursor.ts";
import { historyEntryJson, historyEntryRef, leaseMomentJson } from "../json/history-json.ts";
import { cursorSchema, defaultLimit, limitSchema, listSchema, words } from "../json/list-json.ts";
import { problems } from "../problem.ts";
import { parseTime, timeQuerySchema } from "../rfc3339.ts";
import { deviceParams } from "./get-device.ts";

const orders = ["oldest-first", "newest-first"] as const;

const querySchema = Type.Object(
  {
    from: Type.Optional(timeQuerySchema),
    to: Type.Optional(timeQuerySchema),
    afterRevision: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: Number.MAX_SAFE_INTEGER,
        examples: [41],
        description:
          "only events behind this revision, in the order asked for; leases have none and are left out",
      }),
    ),
    order: Type.Optional(
      words(orders, "by default the newest first, with `afterRevision` the oldest first"),
    ),
    limit: limitSchema,
    cursor: cursorSchema,
  },
  { additionalProperties: false },
);

const schema = {
  summary: "What happened to a device, and who had it; times are those of receipt",
  operationId: "getDeviceHistory",
  tags: ["devices"],
  params: deviceParams,
  querystring: querySchema,
  response: {
    200: listSchema(historyEntryRef, "a page of events, and of leases between them by their time"),
    ...problems("bad-cursor", "device-not-found", "view-unavailable", "history-unavailable"),
  },
};

const config = { action: "devices.read" } as const;

export function getDeviceHistory(api: Api, { devices, sights, history }: ApiContext): void {
  api.get(
    "/v1/devices/:device/history",
    { schema, config },
    async ({ params, query, principal }) => {
      const asker = sights.askerOf(principal);
      const { record } = await devices.find(params.device, asker);
      const { sessionId } = record;
      const order = orderOf(query);
      const { items, next } = await readStory(history, {
        ...{ sessionId, order, limit: query.limit ?? defaultLimit },
        after: placeOf(sessionId, query, order),
        fromMs: query.from === undefined ? undefined : parseTime(query.from),
        toMs: query.to === undefined ? undefined : parseTime(query.to),
        withLeases: query.afterRevision === undefined,
      });
      return {
        items: items.flatMap((each) => {
          if (!("lease" in each)) return [historyEntryJson(each)];
          const lease = asker.fleet.showLease(each.lease);
          return lease === undefined ? [] : [leaseMomentJson({ ...each, lease }, sessionId)];
        }),
        nextCursor: next === undefined ? null : encodeStoryCursor(order, sessionId, next),
      };
    },
  );
}

type Query = Static<typeof querySchema>;

function orderOf(query: Query): (typeof orders)[number] {
  return query.order ?? (query.afterRevision === undefined ? "newest-first" : "oldest-first");
}

function placeOf(sessionId: string, query: Query, order: string): StoryPlace {
  const { cursor, afterRevision } = query;
  if (cursor === undefined) return { revision: afterRevision };
  return parseStoryCursor(order, sessionId, cursor);
}
