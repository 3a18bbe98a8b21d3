import type { BoxRow } from "./fleet-index-boxes.ts";
import { encodeCursor, parseCursor } from "./fleet-index-cursor.ts";
import type { DeviceFilter } from "./fleet-index-filter.ts";
import type { DeviceRow } from "./fleet-index-row.ts";
import { type DeviceSort, firstInOrder, placeOf } from "./fleet-index-sort.ts";

export interface DeviceListQuery {
  readonly filter: DeviceFilter;
  readonly sort: DeviceSort;
  readonly limit: number;
  readonly cursor: string | undefined;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

const boxOrder = "boxes";

/** A page of what `rows` gives: the devices that meet the filter, by id, behind one. @throws RaeError `bad-cursor`. */
export function pageOfDevices(
  { sort, limit, cursor }: DeviceListQuery,
  rows: (afterId: string | undefined, descending: boolean) => Iterable<DeviceRow>,
): Page<DeviceRow> {
  const order = `devices:${sort.descending ? "-" : ""}${sort.field}`;
  const after = cursor === undefined ? undefined : parseCursor(order, cursor);
  const found =
    sort.field === "id"
      ? take(rows(after?.id, sort.descending), limit + 1)
      : firstInOrder(rows(undefined, false), sort, after, limit + 1);
  const items = found.slice(0, limit);
  const last = items.at(-1);
  if (last === undefined || found.length <= limit) return { items, nextCursor: null };
  return { items, nextCursor: encodeCursor(order, placeOf(sort, last)) };
}

/** A page of what `boxes` gives, by id, behind one. @throws RaeError `bad-cursor`. */
export function pageOfBoxes(
  limit: number,
  cursor: string | undefined,
  boxes: (after: string | undefined) => Iterable<BoxRow>,
): Page<BoxRow> {
  const after = cursor === undefined ? undefined : parseCursor(boxOrder, cursor).id;
  const found = take(boxes(after), limit + 1);
  const items = found.slice(0, limit);
  const last = items.at(-1);
  if (last === undefined || found.length <= limit) return { items, nextCursor: null };
  return { items, nextCursor: encodeCursor(boxOrder, { key: "", id: last.boxId }) };
}

function take<T>(items: Iterable<T>, count: number): readonly T[] {
  const taken: T[] = [];
  for (const item of items) {
    taken.push(item);
    if (taken.length === count) break;
  }
  return taken;
}
