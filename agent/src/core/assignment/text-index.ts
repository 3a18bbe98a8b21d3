/** Finds by text what has it: each item has several texts, which may change. */
export class TextIndex<T> {
  readonly #texts = new Map<T, readonly string[]>();
  readonly #holders = new Map<string, Set<T>>();

  /** The texts of an item from now on, none if it is to be forgotten. */
  set(item: T, texts: readonly string[]): void {
    for (const text of this.textsOf(item)) {
      const holders = this.#holders.get(text);
      holders?.delete(item);
      if (holders?.size === 0) this.#holders.delete(text);
    }
    this.#texts.delete(item);
    if (texts.length === 0) return;
    this.#texts.set(item, texts);
    for (const text of texts) {
      const holders = this.#holders.get(text);
      if (holders === undefined) this.#holders.set(text, new Set([item]));
      else holders.add(item);
    }
  }

  textsOf(item: T): readonly string[] {
    return this.#texts.get(item) ?? [];
  }

  /** The items that have the text, in the order in which they got it. */
  with(text: string): ReadonlySet<T> {
    return this.#holders.get(text) ?? new Set();
  }
}
