import type { IdRun } from "./last-changes.ts";

/** Ids that one client has to be told of: a place in a list that others share, and what is its own. Each once, however often it is added. */
export class IdQueue {
  #shared: readonly string[] = [];
  #next = 0;
  readonly #own = new Set<string>();

  /** Takes over a shared list; there was none before, or it has been taken to its end. */
  follow({ ids, from }: IdRun): void {
    this.#shared = ids;
    this.#next = from;
  }

  add(ids: Iterable<string>): void {
    for (const id of ids) this.#own.add(id);
  }

  /** The next ids, at most `count`; fewer only at the end. */
  take(count: number): readonly string[] {
    const taken: string[] = [];
    for (; taken.length < count && this.#next < this.#shared.length; this.#next += 1) {
      const id = this.#shared[this.#next];
      // What comes again later is told then.
      if (id !== undefined && !this.#own.has(id)) taken.push(id);
    }
    if (this.#next >= this.#shared.length) this.#shared = [];
    for (const id of this.#own) {
      if (taken.length === count) break;
      taken.push(id);
      this.#own.delete(id);
    }
    return taken;
  }

  clear(): void {
    this.#shared = [];
    this.#own.clear();
  }
}
