import { type ErrorCode, RaeError } from "@rae/protocol";

/** Failures that a test orders of a fake store. */
export class ScriptedFailures {
  readonly #code: ErrorCode;
  #failures = 0;
  #closed = false;

  constructor(code: ErrorCode) {
    this.#code = code;
  }

  /** The next `count` calls fail as if the store were away. */
  fail(count: number): void {
    this.#failures = count;
  }

  close(): void {
    this.#closed = true;
  }

  /** @throws RaeError if a failure is due or the store is closed. */
  check(): void {
    if (this.#closed) throw new RaeError(this.#code, "the store is closed");
    if (this.#failures <= 0) return;
    this.#failures -= 1;
    throw new RaeError(this.#code, "the store is away");
  }
}
