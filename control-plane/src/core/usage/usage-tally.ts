import { type Lease, type LeaseEndReason, leaseEndReasons } from "@rae/protocol";
import { overlap, type Period, periodOf, periodsIn, type UsageInterval } from "./usage-period.ts";

export const usageSubjects = ["device", "holder"] as const;
/** Whose use is summed up. */
export type UsageSubject = (typeof usageSubjects)[number];

export interface UsageQuery extends Period {
  readonly by: UsageSubject;
  readonly interval: UsageInterval;
}

/** The use of one device, or by one holder, in one day or week. */
export interface UsageRow extends Period {
  /** The device's session id, or the holder. */
  readonly subject: string;
  /** How long devices were held, cut to the period; two devices held at once count twice. */
  readonly heldMs: number;
  /** Leases granted in the period. */
  readonly granted: number;
  /** From asking to the grant, of the leases granted in the period. */
  readonly wait: { readonly sumMs: number; readonly p50Ms: number; readonly p95Ms: number };
  /** How leases ended that ended in the period. */
  readonly ended: Readonly<Record<LeaseEndReason, number>>;
}

interface Tally {
  readonly period: Period;
  readonly subject: string;
  heldMs: number;
  readonly waitsMs: number[];
  readonly ended: Record<LeaseEndReason, number>;
}

/** Sums up leases by day or week and by device or holder. Each lease must be added once, as it is now. */
export class UsageTally {
  readonly #query: UsageQuery;
  readonly #nowMs: number;
  readonly #tallies = new Map<number, Map<string, Tally>>();
  #size = 0;

  /** A lease that has not ended counts up to `nowMs`. */
  constructor(query: UsageQuery, nowMs: number) {
    this.#query = query;
    this.#nowMs = nowMs;
  }

  /** Rows so far. */
  get size(): number {
    return this.#size;
  }

  add(lease: Lease): void {
    const { grantedAtMs, ended, askedAtMs } = lease;
    const subjects = this.#subjectsOf(lease);
    const held = this.#heldOf(lease);
    if (held !== undefined) {
      for (const period of periodsIn(held, this.#query.interval)) {
        const ms = period.toMs - period.fromMs;
        const share = this.#query.by === "holder" ? ms * lease.devices.length : ms;
        for (const tally of this.#talliesAt(period.fromMs, subjects)) tally.heldMs += share;
      }
    }
    if (grantedAtMs !== undefined) {
      const waitedMs = Math.max(0, grantedAtMs - askedAtMs);
      for (const tally of this.#talliesAt(grantedAtMs, subjects)) tally.waitsMs.push(waitedMs);
    }
    if (ended !== undefined) {
      for (const tally of this.#talliesAt(ended.atMs, subjects)) tally.ended[ended.reason] += 1;
    }
  }

  /** By period, then by subject. */
  rows(): readonly UsageRow[] {
    const periods = [...this.#tallies].sort(([a], [b]) => a - b);
    return periods.flatMap(([, tallies]) =>
      [...tallies.values()].sort((a, b) => (a.subject < b.subject ? -1 : 1)).map(rowOf),
    );
  }

  /** A lease that was never granted had no devices: it is its holder's alone. */
  #subjectsOf({ holder, devices, grantedAtMs }: Lease): readonly string[] {
    if (this.#query.by === "holder") return [holder];
    return grantedAtMs === undefined ? [] : devices.map(({ sessionId }) => sessionId);
  }

  /** No agent obeys a lease beyond its time, however late somebody ends it. */
  #heldOf({ grantedAtMs, untilMs, ended }: Lease): Period | undefined {
    if (grantedAtMs === undefined) return undefined;
    const toMs = Math.min(untilMs, ended?.atMs ?? this.#nowMs);
    return overlap({ fromMs: grantedAtMs, toMs }, this.#query);
  }

  /** Those of the period that the time lies in; none if it is not asked for. */
  #talliesAt(atMs: number, subjects: readonly string[]): readonly Tally[] {
    const { fromMs, toMs, interval } = this.#query;
    if (atMs < fromMs || atMs >= toMs) return [];
    const whole = periodOf(atMs, interval);
    const period = overlap(whole, this.#query) ?? whole;
    const tallies = this.#tallies.get(period.fromMs) ?? new Map<string, Tally>();
    this.#tallies.set(period.fromMs, tallies);
    return subjects.map((subject) => {
      const known = tallies.get(subject);
      if (known !== undefined) return known;
      const made = { period, subject, heldMs: 0, waitsMs: [], ended: noEnds() };
      tallies.set(subject, made);
      this.#size += 1;
      return made;
    });
  }
}

function rowOf({ period, subject, heldMs, waitsMs, ended }: Tally): UsageRow {
  const sorted = [...waitsMs].sort((a, b) => a - b);
  const wait = {
    sumMs: sorted.reduce((sum, ms) => sum + ms, 0),
    p50Ms: percentile(sorted, 0.5),
    p95Ms: percentile(sorted, 0.95),
  };
  return { ...period, subject, heldMs, granted: sorted.length, wait, ended };
}

/** Nearest rank; 0 of nothing. */
function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

function noEnds(): Record<LeaseEndReason, number> {
  return Object.fromEntries(leaseEndReasons.map((reason) => [reason, 0])) as Record<
    LeaseEndReason,
    number
  >;
}
