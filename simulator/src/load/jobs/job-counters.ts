import { LatencyHistogram } from "../latency-histogram.ts";
import { findViolations, type ObeyedPress } from "./judge.ts";

/** What a run of jobs came to. Times are milliseconds. */
export interface JobsReport {
  readonly granted: number;
  readonly released: number;
  /** Jobs that left without a word while they held devices. */
  readonly died: number;
  readonly pressed: number;
  /** Devices that obeyed a lease after a later one. */
  readonly obeyedTwo: number;
  /** Contenders that were never granted anything. */
  readonly starved: number;
  readonly waitP50Ms: number;
  readonly waitP99Ms: number;
  readonly waitMaxMs: number;
  /** Refusals and failed presses, by code. */
  readonly failures: Readonly<Record<string, number>>;
  readonly violations: readonly string[];
}

const shownViolations = 10;

export class JobCounters {
  readonly #waits = new LatencyHistogram();
  readonly #presses: ObeyedPress[] = [];
  readonly #failures = new Map<string, number>();
  #released = 0;
  #died = 0;

  granted(waitMs: number): void {
    this.#waits.record(waitMs);
  }

  obeyed(press: ObeyedPress): void {
    this.#presses.push(press);
  }

  released(): void {
    this.#released += 1;
  }

  died(): void {
    this.#died += 1;
  }

  failed(code: string): void {
    this.#failures.set(code, (this.#failures.get(code) ?? 0) + 1);
  }

  report(starved: number): JobsReport {
    const violations = findViolations(this.#presses);
    const waits = this.#waits;
    return {
      granted: waits.count,
      released: this.#released,
      died: this.#died,
      pressed: this.#presses.length,
      obeyedTwo: violations.length,
      starved,
      waitP50Ms: Math.round(waits.percentileMs(0.5)),
      waitP99Ms: Math.round(waits.percentileMs(0.99)),
      waitMaxMs: Math.round(waits.maxMs),
      failures: Object.fromEntries(this.#failures),
      violations: violations.slice(0, shownViolations).map(({ deviceId, older, newer }) => {
        return `${deviceId} obeyed ${older.leaseId} (token ${older.token}) beside ${newer.leaseId} (token ${newer.token})`;
      }),
    };
  }
}
