/** Ids in the order of their last change, from some place on. The list is shared and never changes. */
export interface IdRun {
  readonly ids: readonly string[];
  readonly from: number;
}

/** What changed behind a position: each device, box and lease once. */
export interface Missed {
  readonly boxes: IdRun;
  readonly sessions: IdRun;
  readonly leases: IdRun;
}

/** Ids with the number of their last change, so that what changed behind any number is the end of one list. */
export class LastChanges {
  /** In the order of the numbers. */
  readonly #numbers = new Map<string, number>();

  get entries(): Iterable<readonly [string, number]> {
    return this.#numbers;
  }

  /** `number` is not less than any before. */
  add(id: string, number: number): void {
    this.#numbers.delete(id);
    this.#numbers.set(id, number);
  }

  /** Forgets what has not changed since. */
  forgetBefore(number: number): void {
    for (const [id, last] of this.#numbers) {
      if (last >= number) return;
      this.#numbers.delete(id);
    }
  }

  clear(): void {
    this.#numbers.clear();
  }

  list(): ChangeList {
    return new ChangeList([...this.#numbers.keys()], [...this.#numbers.values()]);
  }
}

/** Ids in the order of their last change. */
export class ChangeList {
  readonly #ids: readonly string[];
  readonly #numbers: readonly number[];

  constructor(ids: readonly string[], numbers: readonly number[]) {
    this.#ids = ids;
    this.#numbers = numbers;
  }

  /** Those whose last change has this number or a higher one. */
  since(number: number): IdRun {
    const isSince = (place: number) => (this.#numbers[place] ?? number) >= number;
    return { ids: this.#ids, from: firstPlace(this.#numbers.length, isSince) };
  }
}

/** The first place for which `isBehind` holds, if it holds for all after one for which it does; `length` if there is none. */
export function firstPlace(length: number, isBehind: (place: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBehind(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
