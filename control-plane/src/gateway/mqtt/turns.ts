/**
 * Begins what arrives in the order of arrival, a few in each turn of the event loop: a flash of new clients then waits for itself, and
 * not those that are connected for the flash. What arrives alone begins at once.
 */
export class Turns<T> {
  readonly #perTurn: number;
  readonly #begin: (item: T) => void;
  readonly #afterTurn: (task: () => void) => void;
  #waiting: T[] = [];
  #begun = 0;
  #isTurnAwaited = false;

  constructor(
    perTurn: number,
    begin: (item: T) => void,
    afterTurn: (task: () => void) => void = setImmediate,
  ) {
    this.#perTurn = perTurn;
    this.#begin = begin;
    this.#afterTurn = afterTurn;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  push(item: T): void {
    if (this.#begun < this.#perTurn) this.#beginNow(item);
    else this.#waiting.push(item);
  }

  #beginNow(item: T): void {
    this.#begun += 1;
    if (!this.#isTurnAwaited) {
      this.#isTurnAwaited = true;
      this.#afterTurn(() => this.#turn());
    }
    this.#begin(item);
  }

  #turn(): void {
    this.#isTurnAwaited = false;
    this.#begun = 0;
    for (const item of this.#waiting.splice(0, this.#perTurn)) this.#beginNow(item);
  }
}
