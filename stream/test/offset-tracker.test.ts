import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OffsetTracker } from "../src/offset-tracker.ts";

describe("the offset tracker", () => {
  it("passes an offset only when all before it have finished", () => {
    const tracker = new OffsetTracker(10);
    for (const offset of [10, 11, 12]) tracker.start(offset);
    tracker.finish(12);
    tracker.finish(11);
    expect(tracker.nextOffset).toBe(10);
    tracker.finish(10);
    expect(tracker.nextOffset).toBe(13);
  });

  it("passes over offsets that the log does not have", () => {
    const tracker = new OffsetTracker(0);
    tracker.start(5);
    tracker.start(9);
    tracker.finish(5);
    expect(tracker.nextOffset).toBe(6);
    tracker.finish(9);
    expect(tracker.nextOffset).toBe(10);
  });

  it("refuses an offset that goes back, and one that finishes twice", () => {
    const tracker = new OffsetTracker(3);
    expect(() => tracker.start(2)).toThrow("in order");
    tracker.start(3);
    expect(() => tracker.start(3)).toThrow("in order");
    tracker.start(4);
    tracker.finish(4);
    expect(() => tracker.finish(4)).toThrow("once");
  });

  it("is always at the lowest offset not finished, in whatever order they start and finish", () => {
    const runs = fc
      .array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 40 })
      .chain((gaps) => {
        const offsets = gaps.map((_, n) => gaps.slice(0, n + 1).reduce((a, b) => a + b, 0));
        const order = fc.shuffledSubarray(offsets);
        return fc.record({ offsets: fc.constant(offsets), order, early: fc.nat(offsets.length) });
      });
    fc.assert(
      fc.property(runs, ({ offsets, order, early }) => {
        const tracker = new OffsetTracker(offsets[0] ?? 0);
        const started = offsets.slice(0, early);
        const finished = new Set<number>();
        for (const offset of started) tracker.start(offset);
        for (const offset of order) {
          while (!started.includes(offset)) {
            const next = offsets[started.length] ?? 0;
            tracker.start(next);
            started.push(next);
          }
          tracker.finish(offset);
          finished.add(offset);
          const open = started.filter((each) => !finished.has(each));
          const firstOpen = started.findIndex((each) => !finished.has(each));
          const lastDone = firstOpen === -1 ? started.at(-1) : started[firstOpen - 1];
          expect(tracker.nextOffset).toBe((lastDone ?? (offsets[0] ?? 0) - 1) + 1);
          expect(tracker.inFlight).toBe(open.length);
        }
      }),
    );
  });
});
