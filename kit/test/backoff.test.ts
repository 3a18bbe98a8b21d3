import { type BackoffPolicy, backoffDelays, defaultBackoff } from "@rae/kit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const policy = { initialMs: 100, maxMs: 1000, factor: 3, jitter: 0 };

function firstDelays(count: number, by: BackoffPolicy, random?: () => number): readonly number[] {
  const delays = backoffDelays(by, random);
  return Array.from({ length: count }, () => delays.next().value);
}

describe("a backoff", () => {
  it("grows by its factor up to its limit, and stays there", () => {
    expect(firstDelays(5, policy)).toEqual([100, 300, 900, 1000, 1000]);
  });

  it("begins anew when it is made anew", () => {
    firstDelays(3, policy);
    expect(firstDelays(1, policy)).toEqual([100]);
  });

  it("draws the jitter's share of each delay at random", () => {
    const half = { ...policy, jitter: 0.5 };
    expect(firstDelays(3, half, () => 1)).toEqual([50, 150, 450]);
    expect(firstDelays(3, half, () => 0)).toEqual([100, 300, 900]);
  });

  it("is always within its bounds, whatever chance says", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 40 }),
        (draws) => {
          let at = 0;
          const delays = firstDelays(40, defaultBackoff, () => draws[at++] ?? 0);
          return delays.every(
            (ms) => ms >= defaultBackoff.initialMs / 2 && ms <= defaultBackoff.maxMs,
          );
        },
      ),
    );
  });
});
