import { assert, integer, property } from "fast-check";
import { expect, test } from "vitest";
import { ProbeMoments, probeDelayMs } from "../../src/faces/probe-schedule.ts";

const probeMs = 15_000;

test("the faces of a box are asked together, and many at few moments that lie apart", () => {
  const moments = new ProbeMoments();
  const shares = Array.from({ length: 40 }, () => moments.join().share);
  const counts = [...Map.groupBy(shares, (share) => share).values()].map(({ length }) => length);
  expect(counts).toEqual([16, 16, 8]);
  const [first = 0, second = 0, third = 0] = [...new Set(shares)].toSorted();
  expect(Math.min(second - first, third - second)).toBeGreaterThan(1 / 30);
});

test("a place that a face leaves is taken by the next, and with no place left all moments get more", () => {
  const moments = new ProbeMoments();
  const joined = Array.from({ length: 15 * 16 }, () => moments.join());
  const [first, second] = joined;
  expect(moments.join().share).toBe(first?.share);
  second?.leave();
  first?.leave();
  expect(moments.join().share).toBe(first?.share);
});

test("from moment to moment is one interval, however late the timer and however long the answer", () => {
  assert(
    property(
      integer({ min: 0, max: 14 }),
      integer({ min: 0, max: 1_000 }),
      integer({ min: -1, max: 5_000 }),
      (moment, round, lateMs) => {
        const share = moment / 15;
        const atMs = (round + share) * probeMs;
        const delayMs = probeDelayMs({ probeMs, isWell: true, share, nowMs: atMs + lateMs });
        expect(atMs + lateMs + delayMs).toBeCloseTo(atMs + probeMs, 3);
      },
    ),
  );
});

test("after a probe out of turn the next is no later than six fifths of the interval, and never at once", () => {
  assert(
    property(integer({ min: 0, max: 14 }), integer({ min: 0, max: 10 ** 9 }), (moment, nowMs) => {
      const delayMs = probeDelayMs({ probeMs, isWell: true, share: moment / 15, nowMs });
      expect(delayMs).toBeGreaterThanOrEqual(2_999);
      expect(delayMs).toBeLessThanOrEqual(18_001);
    }),
  );
});

test("after an answer that did not come the next probe is soon", () => {
  assert(
    property(integer({ min: 0, max: 14 }), integer({ min: 0, max: 10 ** 9 }), (moment, nowMs) => {
      const delayMs = probeDelayMs({ probeMs, isWell: false, share: moment / 15, nowMs });
      expect(delayMs).toBeGreaterThanOrEqual(2_499);
      expect(delayMs).toBeLessThanOrEqual(3_501);
    }),
  );
});
