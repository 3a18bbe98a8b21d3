import { capabilitiesOf, type DeviceRow, healthOf, modelOf, textOf } from "./fleet-index-row.ts";

export const facetNames = [
  "model",
  "vendor",
  "state",
  "health",
  "availability",
  "box",
  "capability",
] as const;
export type FacetName = (typeof facetNames)[number];

export interface FacetCount {
  readonly value: string;
  readonly count: number;
}

/** Values beyond this many, the rarest, are left out. */
const maxValues = 100;

const valuesOf: Readonly<Record<FacetName, (row: DeviceRow) => readonly string[]>> = {
  model: ({ record }) => [modelOf(record) ?? ""],
  vendor: ({ record }) => [textOf(record, "model.vendor") ?? ""],
  state: ({ state }) => [state],
  health: ({ record }) => [healthOf(record)],
  availability: ({ availability }) => [availability.word],
  box: ({ record }) => [record.boxId],
  capability: ({ record }) => capabilitiesOf(record),
};

/** Counts devices by the values of each facet, the most frequent first; a device without a value counts as "". */
export function countFacets(
  rows: Iterable<DeviceRow>,
  names: readonly FacetName[],
): ReadonlyMap<FacetName, readonly FacetCount[]> {
  const tallies = new Map(names.map((name) => [name, new Map<string, number>()]));
  for (const row of rows) {
    for (const [name, tally] of tallies) {
      for (const value of valuesOf[name](row)) tally.set(value, (tally.get(value) ?? 0) + 1);
    }
  }
  return new Map([...tallies].map(([name, tally]) => [name, ranked(tally)]));
}

function ranked(tally: ReadonlyMap<string, number>): readonly FacetCount[] {
  return [...tally]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
    .slice(0, maxValues);
}
