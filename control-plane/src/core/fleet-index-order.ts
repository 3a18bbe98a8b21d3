/** Ids in order, for paging. Adding and deleting cost O(1); the first walk after an addition out of order sorts. */
export class IdOrder {
  #ids: string[] = [];
  readonly #members = new Set<string>();
  /** Ids deleted from `#members` whose place in `#ids` is not yet given up. */
  readonly #gone = new Set<string>();
  #sorted = true;

  static of(ids: Iterable<string>): IdOrder {
    const order = new IdOrder();
    for (const id of ids) order.add(id);
    return order;
  }

  add(id: string): void {
    if (this.#members.has(id)) return;
    this.#members.add(id);
    if (this.#gone.delete(id)) return;
    const last = this.#ids.at(-1);
    if (last !== undefined && last > id) this.#sorted = false;
    this.#ids.push(id);
  }

  delete(id: string): void {
    if (this.#members.delete(id)) this.#gone.add(id);
  }

  /** Walks the ids behind `after` (exclusive; from the beginning if undefined), upwards or downwards. */
  *walk(after: string | undefined, descending: boolean): Generator<string> {
    this.#settle();
    const ids = this.#ids;
    const step = descending ? -1 : 1;
    let at = descending ? this.#below(after) : this.#above(after);
    for (; at >= 0 && at < ids.length; at += step) {
      const id = ids[at];
      if (id !== undefined && this.#members.has(id)) yield id;
    }
  }

  /** Walks every id once, beginning at `share` of them (from 0 up to 1) and going round. */
  *walkRound(share: number): Generator<string> {
    this.#settle();
    const ids = this.#ids;
    const first = Math.floor(share * ids.length);
    for (let step = 0; step < ids.length; step += 1) {
      const id = ids[(first + step) % ids.length];
      if (id !== undefined && this.#members.has(id)) yield id;
    }
  }

  #settle(): void {
    if (this.#gone.size > 1000 && this.#gone.size > this.#members.size) {
      this.#ids = this.#ids.filter((id) => this.#members.has(id));
      this.#gone.clear();
    }
    if (this.#sorted) return;
    this.#ids.sort();
    this.#sorted = true;
  }

  /** Place of the first id over `after`. */
  #above(after: string | undefined): number {
    if (after === undefined) return 0;
    return this.#firstWhere((id) => id > after);
  }

  /** Place of the last id under `after`. */
  #below(after: string | undefined): number {
    if (after === undefined) return this.#ids.length - 1;
    return this.#firstWhere((id) => id >= after) - 1;
  }

  #firstWhere(holds: (id: string) => boolean): number {
    let low = 0;
    let high = this.#ids.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (holds(this.#ids[middle] ?? "")) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

/** The ids of several walks as one walk, each once. Every walk goes the same way. */
export function* mergedIds(
  walks: readonly Iterator<string>[],
  descending: boolean,
): Generator<string> {
  const heads = walks.map((walk) => ({ walk, next: walk.next() }));
  for (;;) {
    let first: string | undefined;
    for (const { next } of heads) {
      if (next.done === true) continue;
      if (first === undefined || next.value < first !== descending) first = next.value;
    }
    if (first === undefined) return;
    yield first;
    for (const head of heads) {
      while (head.next.done !== true && head.next.value === first) head.next = head.walk.next();
    }
  }
}
