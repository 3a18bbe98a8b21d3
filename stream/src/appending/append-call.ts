import type { NewRecord } from "../record-log.ts";

/** One call of `append`: settled when all its records are durable, or by the first failure. */
export class AppendCall {
  readonly settled: Promise<void>;
  readonly signal: AbortSignal;
  readonly #outcome = Promise.withResolvers<void>();
  readonly #onSettled: (call: AppendCall) => void;
  #recordsLeft: number;
  #isSettled = false;

  constructor(records: number, signal: AbortSignal, onSettled: (call: AppendCall) => void) {
    this.settled = this.#outcome.promise;
    this.signal = signal;
    this.#recordsLeft = records;
    this.#onSettled = onSettled;
  }

  get isSettled(): boolean {
    return this.#isSettled;
  }

  recordWritten(): void {
    this.#recordsLeft -= 1;
    if (this.#recordsLeft > 0 || this.#isSettled) return;
    this.#isSettled = true;
    this.#outcome.resolve();
    this.#onSettled(this);
  }

  fail(error: unknown): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    this.#outcome.reject(error);
    this.#onSettled(this);
  }
}

/** A record on its way to the log, and the call that it is of. */
export interface AppendEntry {
  readonly record: NewRecord;
  readonly sizeBytes: number;
  readonly call: AppendCall;
  /** When it was appended, by the monotonic clock. */
  readonly sinceMs: number;
}
