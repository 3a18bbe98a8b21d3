import type { CursorPlace } from "./fleet-index-cursor.ts";
import { assetOf, type DeviceRow, modelOf } from "./fleet-index-row.ts";

export const sortFields = ["id", "asset", "model", "box", "state", "updated"] as const;
export type SortField = (typeof sortFields)[number];

export interface DeviceSort {
  readonly field: SortField;
  readonly descending: boolean;
}

const keyOf: Readonly<Record<SortField, (row: DeviceRow) => string | number>> = {
  id: () => "",
  asset: ({ record }) => assetOf(record) ?? "",
  model: ({ record }) => modelOf(record) ?? "",
  box: ({ record }) => record.boxId,
  state: ({ state }) => state,
  updated: ({ record }) => record.receivedAtMs,
};

/** Where the device stands in the order. */
export function placeOf(sort: DeviceSort, row: DeviceRow): CursorPlace {
  return { key: keyOf[sort.field](row), id: row.record.sessionId };
}

/** The first `limit` rows behind `after`, in order. Keeps no more than `limit` rows while it looks at all. */
export function firstInOrder(
  rows: Iterable<DeviceRow>,
  sort: DeviceSort,
  after: CursorPlace | undefined,
  limit: number,
): readonly DeviceRow[] {
  const direction = sort.descending ? -1 : 1;
  const kept: { readonly place: CursorPlace; readonly row: DeviceRow }[] = [];
  for (const row of rows) {
    const place = placeOf(sort, row);
    if (after !== undefined && direction * compare(place, after) <= 0) continue;
    const last = kept[limit - 1];
    if (last !== undefined && direction * compare(place, last.place) >= 0) continue;
    let at = kept.length;
    if (last !== undefined) at = limit - 1;
    while (at > 0) {
      const before = kept[at - 1];
      if (before === undefined || direction * compare(before.place, place) <= 0) break;
      kept[at] = before;
      at -= 1;
    }
    kept[at] = { place, row };
  }
  return kept.map(({ row }) => row);
}

function compare(a: CursorPlace, b: CursorPlace): number {
  if (a.key !== b.key) return a.key < b.key ? -1 : 1;
  if (a.id === b.id) return 0;
  return a.id < b.id ? -1 : 1;
}
