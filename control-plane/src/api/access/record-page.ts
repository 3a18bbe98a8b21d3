import { Type } from "typebox";
import { encodeCursor, parseCursor } from "../../core/fleet-index-cursor.ts";
import { cursorSchema, defaultLimit, limitSchema } from "../json/list-json.ts";

/** What is asked of a list of records. */
export const recordPageQuery = Type.Object(
  { limit: limitSchema, cursor: cursorSchema },
  { additionalProperties: false },
);

/**
 * A page of records, in the order of their ids; `json` makes what is shown of each. Records are few: all of them are looked at.
 * @throws RaeError `bad-cursor` if the cursor is not one that a list of this `order` gave.
 */
export function recordPage<R extends { readonly id: string }, J>(
  order: string,
  records: readonly R[],
  { limit = defaultLimit, cursor }: { readonly limit?: number; readonly cursor?: string },
  json: (record: R) => J,
): { items: J[]; nextCursor: string | null } {
  const after = cursor === undefined ? "" : parseCursor(order, cursor).id;
  const found = records.filter(({ id }) => id > after).sort((a, b) => (a.id < b.id ? -1 : 1));
  const page = found.slice(0, limit);
  const last = page.at(-1);
  const isMore = last !== undefined && found.length > limit;
  return {
    items: page.map(json),
    nextCursor: isMore ? encodeCursor(order, { key: "", id: last.id }) : null,
  };
}
