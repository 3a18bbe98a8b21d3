/** Each bucket is this much wider than the one before: a percentile is right to 5 %. */
const growth = 1.05;
const smallestMs = 0.01;

/** Counts latencies in buckets of growing width, so that any number of them takes the same memory. */
export class LatencyHistogram {
  #buckets: number[] = [];
  #count = 0;
  #maxMs = 0;

  get count(): number {
    return this.#count;
  }

  get maxMs(): number {
    return this.#maxMs;
  }

  record(latencyMs: number): void {
    const index = Math.max(0, Math.ceil(Math.log(latencyMs / smallestMs) / Math.log(growth)));
    this.#buckets[index] = (this.#buckets[index] ?? 0) + 1;
    this.#count += 1;
    if (latencyMs > this.#maxMs) this.#maxMs = latencyMs;
  }

  /** The latency that a share of all stays at or under, in milliseconds; 0 if there is none. */
  percentileMs(share: number): number {
    const wanted = Math.ceil(this.#count * share);
    let seen = 0;
    for (const [index, count] of this.#buckets.entries()) {
      seen += count ?? 0;
      if (seen >= wanted && seen > 0) {
        return Math.min(this.#maxMs, smallestMs * growth ** index);
      }
    }
    return this.#maxMs;
  }

  /** Begins anew. */
  reset(): void {
    this.#buckets = [];
    this.#count = 0;
    this.#maxMs = 0;
  }
}
