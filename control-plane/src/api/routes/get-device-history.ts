import { RaeError } from "@rae/protocol";
import { type Static, Type } from "typebox";
import { encodeCursor, parseCursor } from "../../core/fleet-index-cursor.ts";
import type { HistoryEntry, HistoryQuery } from "../../ports/history.ts";
import type { Api, ApiContext } from "../api-context.ts";
import { historyEntryJson, historyEntryRef } from "../json/history-json.ts";
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
        description: "only what lies behind this revision, in the order asked for",
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
  summary: "What happened to a device; times are those of receipt",
  operationId: "getDeviceHistory",
  tags: ["devices"],
  params: deviceParams,
  querystring: querySchema,
  response: {
    200: listSchema(historyEntryRef, "a page of events"),
    ...problems("bad-cursor", "device-not-found", "view-unavailable", "history-unavailable"),
  },
};

const config = { action: "devices.read" } as const;

export function getDeviceHistory(api: Api, { devices, history }: ApiContext): void {
  api.get("/v1/devices/:device/history", { schema, config }, async ({ params, query }) => {
    const { record } = await devices.find(params.device);
    const { sessionId } = record;
    const limit = query.limit ?? defaultLimit;
    const read = await history.read(historyQuery(sessionId, query, limit));
    const page = wholeRevisions(read, limit);
    const last = page.at(-1);
    const isMore = last !== undefined && read.length > page.length;
    return {
      items: page.map(historyEntryJson),
      nextCursor: isMore
        ? encodeCursor(`history:${orderOf(query)}`, { key: last.revision, id: sessionId })
        : null,
    };
  });
}

type Query = Static<typeof querySchema>;

function orderOf(query: Query): (typeof orders)[number] {
  return query.order ?? (query.afterRevision === undefined ? "newest-first" : "oldest-first");
}

/** Two entries at most share a revision: with two more than the page holds, it can end between revisions. */
function historyQuery(sessionId: string, query: Query, limit: number): HistoryQuery {
  const order = orderOf(query);
  const afterRevision = startOf(sessionId, query, order);
  return {
    sessionId,
    order,
    limit: limit + 2,
    ...(afterRevision === undefined ? {} : { afterRevision }),
    ...(query.from === undefined ? {} : { fromMs: parseTime(query.from) }),
    ...(query.to === undefined ? {} : { toMs: parseTime(query.to) }),
  };
}

function startOf(sessionId: string, query: Query, order: string): number | undefined {
  if (query.cursor === undefined) return query.afterRevision;
  const { key, id } = parseCursor(`history:${order}`, query.cursor);
  if (typeof key === "number" && id === sessionId) return key;
  throw new RaeError("bad-cursor", "the cursor was made for another device");
}

/** A cursor is a revision, so that a page must not end between the entries of one. */
function wholeRevisions(read: readonly HistoryEntry[], limit: number): readonly HistoryEntry[] {
  const next = read[limit];
  if (next === undefined) return read;
  let end = limit;
  while (end > 0 && read[end - 1]?.revision === next.revision) end -= 1;
  if (end > 0) return read.slice(0, end);
  return read.filter(({ revision }) => revision === next.revision);
}
