import { readUsage } from "../process-usage.ts";

/** A process of an engine. */
export interface EngineProcess {
  readonly name: string;
  readonly pid: number;
}

interface UsageSample {
  readonly atMs: number;
  /** In the order of the processes. */
  readonly cpuSeconds: readonly number[];
}

const sampleMs = 50;

/** Samples the processor time of engines until it is closed. */
export class EngineUsage {
  readonly #processes: readonly EngineProcess[];
  readonly #samples: UsageSample[] = [];
  readonly #timer: NodeJS.Timeout;

  constructor(processes: readonly EngineProcess[]) {
    this.#processes = processes;
    this.#timer = setInterval(() => this.#sample(), sampleMs);
  }

  /** By the name of the engine, what its processes used from one time to another, within `sampleMs`. */
  between(startMs: number, endMs: number): Readonly<Record<string, number>> {
    const start = this.#nearest(startMs);
    const end = this.#nearest(endMs);
    const used: Record<string, number> = {};
    for (const [index, { name }] of this.#processes.entries()) {
      const seconds = (end?.cpuSeconds[index] ?? 0) - (start?.cpuSeconds[index] ?? 0);
      used[name] = (used[name] ?? 0) + seconds;
    }
    return used;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #sample(): void {
    const cpuSeconds = this.#processes.map(({ pid }) => readUsage(pid).cpuSeconds);
    this.#samples.push({ atMs: Date.now(), cpuSeconds });
  }

  #nearest(atMs: number): UsageSample | undefined {
    const distance = (sample: UsageSample) => Math.abs(sample.atMs - atMs);
    return this.#samples.toSorted((a, b) => distance(a) - distance(b))[0];
  }
}
