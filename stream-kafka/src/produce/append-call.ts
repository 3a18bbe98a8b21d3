/** One call of `append`: settled when all its parts are, or by the first failure. */
export class AppendCall {
  readonly settled: Promise<void>;
  readonly startedMs: number;
  readonly #outcome = Promise.withResolvers<void>();
  #partsLeft: number;
  #isSettled = false;

  constructor(parts: number, startedMs: number) {
    this.settled = this.#outcome.promise;
    this.startedMs = startedMs;
    this.#partsLeft = parts;
  }

  get isSettled(): boolean {
    return this.#isSettled;
  }

  /** One part was cut into so many. */
  split(parts: number): void {
    this.#partsLeft += parts - 1;
  }

  partWritten(): void {
    this.#partsLeft -= 1;
    if (this.#partsLeft > 0 || this.#isSettled) return;
    this.#isSettled = true;
    this.#outcome.resolve();
  }

  fail(error: unknown): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    this.#outcome.reject(error);
  }
}
