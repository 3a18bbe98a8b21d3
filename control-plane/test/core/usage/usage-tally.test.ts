import type { Lease } from "@rae/protocol";
import fc from "fast-check";
import { expect, test } from "vitest";
import { periodOf, periodsIn } from "../../../src/core/usage/usage-period.ts";
import { type UsageQuery, UsageTally } from "../../../src/core/usage/usage-tally.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** A Wednesday. */
const wednesdayMs = Date.parse("2026-11-25T00:00:00Z");

function leaseWith(changes: Partial<Lease> = {}): Lease {
  return {
    leaseId: "lease-1",
    version: 3,
    state: "granted",
    owner: "admin",
    holder: "job-1",
    purpose: "",
    priority: 0,
    request: {},
    ttlMs: hourMs,
    askedAtMs: wednesdayMs,
    grantedAtMs: wednesdayMs,
    untilMs: wednesdayMs + 100 * dayMs,
    latestMs: wednesdayMs + 100 * dayMs,
    devices: [{ sessionId: "tv-1", boxId: "box-1", token: 1 }],
    ...changes,
  };
}

const endedAt = (atMs: number, reason: NonNullable<Lease["ended"]>["reason"] = "released") =>
  ({ state: "ended", ended: { reason, atMs, by: "admin", detail: "" } }) as const;

function usage(leases: readonly Lease[], query: Partial<UsageQuery> = {}, nowMs = wednesdayMs) {
  const tally = new UsageTally(
    {
      fromMs: wednesdayMs,
      toMs: wednesdayMs + 7 * dayMs,
      by: "device",
      interval: "day",
      ...query,
    },
    nowMs,
  );
  for (const lease of leases) tally.add(lease);
  const rows = tally.rows();
  expect(tally.size).toBe(rows.length);
  return rows;
}

test("days begin at midnight UTC and weeks on Monday", () => {
  const atMs = wednesdayMs + 13 * hourMs;
  expect(periodOf(atMs, "day")).toEqual({ fromMs: wednesdayMs, toMs: wednesdayMs + dayMs });
  const monday = Date.parse("2026-11-23T00:00:00Z");
  expect(periodOf(atMs, "week")).toEqual({ fromMs: monday, toMs: monday + 7 * dayMs });
  expect(periodOf(monday, "week").fromMs).toBe(monday);
  expect(periodOf(monday - 1, "week").toMs).toBe(monday);
});

test("a lease over midnight is shared between the days", () => {
  const lease = leaseWith({
    askedAtMs: wednesdayMs + 22 * hourMs,
    grantedAtMs: wednesdayMs + 23 * hourMs,
    ...endedAt(wednesdayMs + 26 * hourMs),
  });
  const rows = usage([lease]);
  expect(rows).toMatchObject([
    { fromMs: wednesdayMs, subject: "tv-1", heldMs: hourMs, granted: 1, wait: { p95Ms: hourMs } },
    { fromMs: wednesdayMs + dayMs, subject: "tv-1", heldMs: 2 * hourMs, granted: 0 },
  ]);
  expect(rows.map(({ ended }) => ended.released)).toEqual([0, 1]);
});

test("what lies outside of the time asked for does not count", () => {
  const lease = leaseWith({
    grantedAtMs: wednesdayMs - dayMs,
    ...endedAt(wednesdayMs + 30 * dayMs),
  });
  const query = { fromMs: wednesdayMs + hourMs, toMs: wednesdayMs + 3 * hourMs };
  expect(usage([lease], query)).toMatchObject([{ ...query, heldMs: 2 * hourMs, granted: 0 }]);
});

test("a running lease counts up to now, one that is overdue to its end", () => {
  const nowMs = wednesdayMs + 5 * hourMs;
  expect(usage([leaseWith()], {}, nowMs)).toMatchObject([{ heldMs: 5 * hourMs }]);
  const overdue = leaseWith({ untilMs: wednesdayMs + hourMs });
  expect(usage([overdue], {}, nowMs)).toMatchObject([{ heldMs: hourMs }]);
  const lapsed = { ...overdue, ...endedAt(nowMs, "lapsed") };
  expect(usage([lapsed], {}, nowMs)).toMatchObject([{ heldMs: hourMs, ended: { lapsed: 1 } }]);
});

test("two devices in one lease count for their holder twice, and the lease once", () => {
  const devices = ["tv-1", "tv-2"].map((sessionId) => ({ sessionId, boxId: "box-1", token: 1 }));
  const lease = leaseWith({ devices, ...endedAt(wednesdayMs + hourMs) });
  expect(usage([lease], { by: "holder" })).toMatchObject([
    { subject: "job-1", heldMs: 2 * hourMs, granted: 1, ended: { released: 1 } },
  ]);
  expect(usage([lease]).map(({ subject, heldMs }) => [subject, heldMs])).toEqual([
    ["tv-1", hourMs],
    ["tv-2", hourMs],
  ]);
});

test("a lease that was never granted counts for its holder by how it ended", () => {
  const { grantedAtMs: _, ...asked } = leaseWith(endedAt(wednesdayMs + 5, "timed-out"));
  expect(usage([asked])).toEqual([]);
  expect(usage([asked], { by: "holder" })).toMatchObject([
    { subject: "job-1", heldMs: 0, granted: 0, ended: { "timed-out": 1, released: 0 } },
  ]);
});

test("waits are summed up with their median and the 95th of a hundred", () => {
  const leases = Array.from({ length: 100 }, (_, index) =>
    leaseWith({ askedAtMs: wednesdayMs - index - 1 }),
  );
  expect(usage(leases)).toMatchObject([
    { granted: 100, wait: { sumMs: 5050, p50Ms: 50, p95Ms: 95 } },
  ]);
});

const time = fc.integer({ min: -10 * dayMs, max: 40 * dayMs }).map((ms) => wednesdayMs + ms);
const anyLease = fc
  .record({
    askedAtMs: time,
    waitMs: fc.nat({ max: dayMs }),
    heldMs: fc.nat({ max: 20 * dayMs }),
    granted: fc.boolean(),
    ended: fc.boolean(),
    holder: fc.constantFrom("job-1", "job-2"),
    devices: fc.uniqueArray(fc.constantFrom("tv-1", "tv-2", "tv-3"), { minLength: 1 }),
  })
  .map(({ askedAtMs, waitMs, heldMs, granted, ended, holder, devices }) => {
    const grantedAtMs = askedAtMs + waitMs;
    const { grantedAtMs: _, ...lease }: Lease = leaseWith({
      askedAtMs,
      holder,
      devices: devices.map((sessionId) => ({ sessionId, boxId: "box-1", token: 1 })),
      ...(ended ? endedAt(grantedAtMs + heldMs) : {}),
    });
    return { ...lease, ...(granted ? { grantedAtMs } : {}) };
  });

test("the hours of all parts add up to the time held, by whatever they are parted", () => {
  fc.assert(
    fc.property(
      fc.array(anyLease, { maxLength: 6 }),
      time,
      fc.integer({ min: 1, max: 40 * dayMs }),
      time,
      (leases, fromMs, lengthMs, nowMs) => {
        const toMs = fromMs + lengthMs;
        const held = leases.reduce((sum, { grantedAtMs, ended, untilMs, devices }) => {
          if (grantedAtMs === undefined) return sum;
          const until = Math.min(ended?.atMs ?? nowMs, untilMs, toMs);
          return sum + Math.max(0, until - Math.max(grantedAtMs, fromMs)) * devices.length;
        }, 0);
        for (const by of ["device", "holder"] as const) {
          for (const interval of ["day", "week"] as const) {
            const rows = usage(leases, { fromMs, toMs, by, interval }, nowMs);
            expect(rows.reduce((sum, row) => sum + row.heldMs, 0)).toBe(held);
          }
        }
      },
    ),
  );
});

test("periods follow each other without a gap and fill the whole", () => {
  fc.assert(
    fc.property(
      time,
      fc.integer({ min: 1, max: 100 * dayMs }),
      fc.constantFrom("day" as const, "week" as const),
      (fromMs, lengthMs, interval) => {
        const whole = { fromMs, toMs: fromMs + lengthMs };
        const periods = [...periodsIn(whole, interval)];
        expect(periods.map((each) => each.fromMs)).toEqual([
          fromMs,
          ...periods.slice(0, -1).map((each) => each.toMs),
        ]);
        expect(periods.at(-1)?.toMs).toBe(whole.toMs);
        for (const period of periods) {
          const { toMs } = periodOf(period.fromMs, interval);
          expect(period.toMs).toBeLessThanOrEqual(toMs);
        }
      },
    ),
  );
});
