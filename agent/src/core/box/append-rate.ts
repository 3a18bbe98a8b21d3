const dayMs = 86_400_000;
/** A start attaches every device at once, which is no rate. */
const leastMs = 60_000;
const sampleMs = 10 * 60_000;

interface Sample {
  readonly atMs: number;
  readonly bytes: number;
}

/** How fast an outbox fills, over the last day or since the start. */
export class AppendRate {
  readonly #samples: Sample[] = [];

  /** Bytes a day, from a sum that only grows; undefined in the first minute. */
  perDay(bytes: number, nowMs: number): number | undefined {
    const samples = this.#samples;
    const newest = samples.at(-1);
    if (newest === undefined || nowMs - newest.atMs >= sampleMs) {
      samples.push({ atMs: nowMs, bytes });
    }
    for (let next = samples[1]; next && next.atMs <= nowMs - dayMs; next = samples[1]) {
      samples.shift();
    }
    const [oldest] = samples;
    if (oldest === undefined || nowMs - oldest.atMs < leastMs) return undefined;
    return Math.round(((bytes - oldest.bytes) * dayMs) / (nowMs - oldest.atMs));
  }
}
