import type { Clock } from "@rae/kit";

/** Answers that a device gives late, and that are forgotten when it goes down before. */
export class LateAnswers {
  readonly #clock: Clock;
  readonly #waiting = new Set<() => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Calls `send` after the delay; at once if there is none. */
  after(delayMs: number, send: () => void): void {
    if (delayMs === 0) {
      send();
      return;
    }
    const cancel = this.#clock.schedule(delayMs, () => {
      this.#waiting.delete(cancel);
      send();
    });
    this.#waiting.add(cancel);
  }

  forget(): void {
    for (const cancel of this.#waiting) cancel();
    this.#waiting.clear();
  }
}
