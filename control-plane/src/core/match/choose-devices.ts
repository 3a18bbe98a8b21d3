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
  const candidates = new Candidates(choice);
  for (const row of rows) candidates.add(row);
  return candidates.choose(random);
}

/** Devices to choose from, sorted as they come, so that the choice itself is quick. */
export class Candidates {
  readonly #choice: DeviceChoice;
  readonly #boxOf: (row: DeviceRow) => string;
  readonly #keyOf: (row: DeviceRow) => string | undefined;
  /** By box, then by what must differ. All of a box that has enough different values have a set, as each row meets the same requirements. */
  readonly #pools = new Map<string, Map<string, DeviceRow[]>>();
  /** All of them, where any will do. */
  readonly #any: DeviceRow[] | undefined;
  #size = 0;

  constructor(choice: DeviceChoice) {
    const { sameBox = false, distinct } = choice;
    this.#choice = choice;
    this.#any = isAnyChoice(choice) ? [] : undefined;
    this.#boxOf = sameBox ? ({ record }) => record.boxId : () => "";
    this.#keyOf = distinct === undefined ? ({ record }) => record.sessionId : distinctBy(distinct);
  }

  /** How many were added. */
  get size(): number {
    return this.#size;
  }

  add(row: DeviceRow): void {
    this.#size += 1;
    if (this.#any !== undefined) {
      this.#any.push(row);
      return;
    }
    const key = this.#keyOf(row);
    if (key === undefined) return;
    const boxId = this.#boxOf(row);
    const pool = this.#pools.get(boxId) ?? new Map<string, DeviceRow[]>();
    this.#pools.set(boxId, pool);
    const group = pool.get(key);
    if (group === undefined) pool.set(key, [row]);
    else group.push(row);
  }

  /** @see chooseDevices */
  choose(random: () => number): readonly DeviceRow[] | undefined {
    const { count } = this.#choice;
    if (this.#any !== undefined) {
      return this.#size < count ? undefined : pick(this.#any, count, random);
    }
    const enough = [...this.#pools.values()].filter((pool) => pool.size >= count);
    const [pool] = pick(enough, 1, random);
    if (pool === undefined) return undefined;
    return pick([...pool.values()], count, random).flatMap((group) => pick(group, 1, random));
  }
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
