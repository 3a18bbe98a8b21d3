import { type DeviceRow, modelOf } from "../fleet-index-row.ts";

export interface DeviceChoice {
  readonly count: number;
  /** All at one box. */
  readonly sameBox?: boolean;
  /** `model`, or an attribute: no two have the same; a device without it is not chosen. */
  readonly distinct?: string;
}

/**
 * Chooses `count` of the devices, all or none; undefined if there is no such set. Any set that fits may come, so that those who
 * ask at the same time rarely meet at one device. `random` gives numbers from 0 up to 1.
 */
export function chooseDevices(
  rows: Iterable<DeviceRow>,
  choice: DeviceChoice,
  random: () => number,
): readonly DeviceRow[] | undefined {
  const { count, sameBox = false, distinct } = choice;
  if (isAnyChoice(choice)) {
    const pool = [...rows];
    return pool.length < count ? undefined : pick(pool, count, random);
  }
  // All that are chosen meet the same requirements, so that a box that has enough different values has a set.
  const pools = sameBox ? groupBy(rows, ({ record }) => record.boxId) : [[...rows]];
  const enough = pools
    .map((pool) =>
      distinct === undefined ? pool.map((row) => [row]) : groupBy(pool, distinctBy(distinct)),
    )
    .filter((groups) => groups.length >= count);
  const [groups] = pick(enough, 1, random);
  if (groups === undefined) return undefined;
  return pick(groups, count, random).flatMap((group) => pick(group, 1, random));
}

function distinctBy(distinct: string): (row: DeviceRow) => string | undefined {
  if (distinct === "model") return ({ record }) => modelOf(record);
  return ({ record: { attributes } }) => {
    const value = Object.hasOwn(attributes, distinct) ? attributes[distinct]?.value : undefined;
    // As JSON, of which the end of a text can be left out.
    return typeof value === "string" ? `"${value}` : JSON.stringify(value);
  };
}

/** Whether any `count` devices will do. */
export function isAnyChoice({ sameBox = false, distinct }: DeviceChoice): boolean {
  return !sameBox && distinct === undefined;
}

/** Groups of the same key; those without a key are left out. */
function groupBy(
  rows: Iterable<DeviceRow>,
  keyOf: (row: DeviceRow) => string | undefined,
): DeviceRow[][] {
  const groups = new Map<string, DeviceRow[]>();
  for (const row of rows) {
    const key = keyOf(row);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return [...groups.values()];
}

/** `count` of the items, each subset as likely as another (the first steps of Fisher and Yates' shuffle). */
function pick<T>(items: readonly T[], count: number, random: () => number): readonly T[] {
  const left = [...items];
  const picked: T[] = [];
  while (picked.length < count && left.length > 0) {
    const [item] = left.splice(Math.floor(random() * left.length), 1);
    if (item !== undefined) picked.push(item);
  }
  return picked;
}
