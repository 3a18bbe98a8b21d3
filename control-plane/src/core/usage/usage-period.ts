export const usageIntervals = ["day", "week"] as const;
export type UsageInterval = (typeof usageIntervals)[number];

const dayMs = 86_400_000;
const lengthMs: Readonly<Record<UsageInterval, number>> = { day: dayMs, week: 7 * dayMs };
/** Weeks begin on Monday (ISO 8601); the epoch's first Monday is 1970-01-05. */
const firstMs: Readonly<Record<UsageInterval, number>> = { day: 0, week: 4 * dayMs };

/** A stretch of time: `fromMs` belongs to it, `toMs` does not. */
export interface Period {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What both have in common; undefined if nothing. */
export function overlap(a: Period, b: Period): Period | undefined {
  const fromMs = Math.max(a.fromMs, b.fromMs);
  const toMs = Math.min(a.toMs, b.toMs);
  return fromMs < toMs ? { fromMs, toMs } : undefined;
}

/** The day or week of UTC that a time lies in. */
export function periodOf(ms: number, interval: UsageInterval): Period {
  const length = lengthMs[interval];
  const first = firstMs[interval];
  const fromMs = Math.floor((ms - first) / length) * length + first;
  return { fromMs, toMs: fromMs + length };
}

/** The days or weeks that a period touches, cut to it, in order. */
export function* periodsIn(whole: Period, interval: UsageInterval): Generator<Period> {
  let at = whole.fromMs;
  while (at < whole.toMs) {
    const { toMs } = periodOf(at, interval);
    yield { fromMs: at, toMs: Math.min(toMs, whole.toMs) };
    at = toMs;
  }
}
