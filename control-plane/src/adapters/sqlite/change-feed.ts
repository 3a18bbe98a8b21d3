import type { Clock } from "@rae/kit";

/**
 * Wakes those who wait for a store's file to change: at once after a write of this process, by polling (only while somebody
 * waits) after one of another.
 */
export class ChangeFeed {
  readonly #clock: Clock;
  readonly #pollMs: number;
  readonly #changedElsewhere: () => boolean;
  readonly #waiting = new Set<() => void>();
  #cancelPoll: (() => void) | undefined;

  /** `changedElsewhere` tells whether another process wrote since it was last asked. */
  constructor(clock: Clock, pollMs: number, changedElsewhere: () => boolean) {
    this.#clock = clock;
    this.#pollMs = pollMs;
    this.#changedElsewhere = changedElsewhere;
  }

  wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    this.#stopPolling();
    for (const each of waiting) each();
  }

  /** Resolves at the next change, or when the signal aborts. */
  next(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        signal.removeEventListener("abort", done);
        this.#waiting.delete(done);
        if (this.#waiting.size === 0) this.#stopPolling();
        resolve();
      };
      signal.addEventListener("abort", done, { once: true });
      this.#waiting.add(done);
      this.#startPolling();
    });
  }

  #startPolling(): void {
    this.#cancelPoll ??= this.#clock.schedule(this.#pollMs, () => {
      this.#cancelPoll = undefined;
      if (this.#mayHaveChanged()) this.wake();
      else if (this.#waiting.size > 0) this.#startPolling();
    });
  }

  /** A failed look wakes the readers too: they meet the failure themselves, where somebody handles it. */
  #mayHaveChanged(): boolean {
    try {
      return this.#changedElsewhere();
    } catch {
      return true;
    }
  }

  #stopPolling(): void {
    this.#cancelPoll?.();
    this.#cancelPoll = undefined;
  }
}
