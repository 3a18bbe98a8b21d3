import { LatencyHistogram } from "../latency-histogram.ts";

/** What a load has done since the start, or since the sample before. */
export interface LoadSample {
  readonly published: number;
  /** Publishes that the gateway has acknowledged, which says that they are durable. */
  readonly acknowledged: number;
  /** From publish to PUBACK. */
  readonly latencyP50Ms: number;
  readonly latencyP99Ms: number;
  readonly latencyMaxMs: number;
}

/** Counts publishes and their acknowledgements, in total and since the last sample. */
export class LoadCounters {
  readonly #total = new LatencyHistogram();
  readonly #recent = new LatencyHistogram();
  #published = 0;
  #sampledPublished = 0;

  countPublished(): void {
    this.#published += 1;
  }

  countAcknowledged(latencyMs: number): void {
    this.#total.record(latencyMs);
    this.#recent.record(latencyMs);
  }

  total(): LoadSample {
    return sampleOf(this.#published, this.#total);
  }

  /** What has happened since the call before. */
  takeSample(): LoadSample {
    const sample = sampleOf(this.#published - this.#sampledPublished, this.#recent);
    this.#sampledPublished = this.#published;
    this.#recent.reset();
    return sample;
  }
}

function sampleOf(published: number, latencies: LatencyHistogram): LoadSample {
  return {
    published,
    acknowledged: latencies.count,
    latencyP50Ms: rounded(latencies.percentileMs(0.5)),
    latencyP99Ms: rounded(latencies.percentileMs(0.99)),
    latencyMaxMs: rounded(latencies.maxMs),
  };
}

/** To a hundredth: finer than a bucket of the histogram. */
function rounded(ms: number): number {
  return Math.round(ms * 100) / 100;
}
