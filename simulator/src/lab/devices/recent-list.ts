/** The newest entries of a list that would grow for ever. */
export class RecentList<T> {
  readonly #limit: number;
  #entries: T[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  push(entry: T): void {
    this.#entries.push(entry);
    if (this.#entries.length > this.#limit) this.#entries.shift();
  }

  /** Oldest first. */
  list(): readonly T[] {
    return [...this.#entries];
  }
}
