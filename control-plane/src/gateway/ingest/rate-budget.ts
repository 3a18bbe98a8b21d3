import type { Clock } from "@rae/kit";

/** At most this many keys are remembered; one that was forgotten starts with a full budget. */
const maxKeys = 10_000;

/**
 * For each key, an allowance that refills with time (a token bucket). An amount above the burst is granted when the bucket is full, and
 * leaves a debt: the rate holds over time, and nothing is too large for ever.
 */
export class RateBudget {
  readonly #clock: Clock;
  readonly #burst: number;
  readonly #perSecond: number;
  readonly #left = new Map<string, { amount: number; atMs: number }>();

  constructor(clock: Clock, burst: number, perSecond: number) {
    this.#clock = clock;
    this.#burst = burst;
    this.#perSecond = perSecond;
  }

  /** False, and nothing taken, if the key has less than `amount` left, or than the burst if that is less. */
  take(key: string, amount: number): boolean {
    const nowMs = this.#clock.monotonicMs();
    const known = this.#left.get(key) ?? { amount: this.#burst, atMs: nowMs };
    const refilled = known.amount + ((nowMs - known.atMs) / 1_000) * this.#perSecond;
    const available = Math.min(this.#burst, refilled);
    const granted = available >= Math.min(amount, this.#burst);
    this.#left.delete(key);
    this.#left.set(key, { amount: granted ? available - amount : available, atMs: nowMs });
    for (const oldest of this.#left.keys()) {
      if (this.#left.size <= maxKeys) break;
      this.#left.delete(oldest);
    }
    return granted;
  }
}
