import { expect, test } from "vitest";
import { isLinearizable } from "./history-checker.ts";
import { type HolderAction, type HolderOperation, holderModel } from "./holder-model.ts";

/** `"a acquire 1-4"`: called at 1, answered at 4; `1-`: never answered. */
function history(...lines: readonly string[]): HolderOperation[] {
  return lines.map((line) => {
    const [leaseId = "", kind, times = ""] = line.split(" ");
    const [calledAt, answeredAt] = times.split("-");
    return {
      calledAt: Number(calledAt),
      answeredAt: answeredAt === "" ? undefined : Number(answeredAt),
      action: { leaseId, kind: kind as HolderAction["kind"] },
    };
  });
}
const holds = (...lines: readonly string[]) => isLinearizable(history(...lines), holderModel);

test("nothing is linearizable, and so is one after the other", () => {
  expect(holds()).toBe(true);
  expect(holds("a acquire 1-2", "a renew 3-4", "a release 5-6", "b acquire 7-8")).toBe(true);
});

test("two holders at once are not", () => {
  expect(holds("a acquire 1-2", "b acquire 3-4")).toBe(false);
  expect(holds("a acquire 1-4", "b acquire 2-3")).toBe(false);
  expect(holds("a acquire 1-2", "b acquire 3-4", "a renew 5-6", "b release 7-8")).toBe(false);
});

test("a second holder is, if the first may have let go before", () => {
  expect(holds("a acquire 1-2", "a release 3-6", "b acquire 4-5")).toBe(true);
  expect(holds("a acquire 1-2", "a release 5-6", "b acquire 3-4")).toBe(false);
  expect(holds("b acquire 4-9", "a acquire 1-2", "a release 3-6")).toBe(true);
});

test("what was never answered took effect at any time after its call, or never", () => {
  expect(holds("a acquire 1-", "b acquire 2-3")).toBe(true);
  expect(holds("a acquire 1-", "a renew 4-5", "b acquire 2-3")).toBe(false);
  expect(holds("a acquire 1-", "b acquire 2-3", "b release 4-5", "a renew 6-7")).toBe(true);
  expect(holds("a acquire 1-2", "a release 5-", "b acquire 3-4")).toBe(false);
  expect(holds("a acquire 1-2", "a release 3-", "b acquire 8-9")).toBe(true);
  expect(holds("a acquire 1-2", "a release 3-", "a renew 4-5", "b acquire 8-9")).toBe(true);
});

test("a lapse frees a device only after it could", () => {
  expect(holds("a acquire 1-2", "a lapse 5-", "b acquire 6-7")).toBe(true);
  expect(holds("a acquire 1-2", "a lapse 5-", "b acquire 3-4")).toBe(false);
  expect(holds("a acquire 1-2", "a lapse 5-", "b acquire 6-7", "a renew 8-9")).toBe(false);
});

test("a lease that is found over did not hold the device then", () => {
  expect(holds("a acquire 1-2", "a found-over 3-4")).toBe(false);
  expect(holds("a acquire 1-2", "a lapse 2-", "a found-over 3-4")).toBe(true);
  expect(holds("a acquire 1-2", "a release 3-6", "a found-over 4-5", "a renew 7-8")).toBe(false);
});

test("many at once are searched through without trying the same twice", () => {
  const lines = Array.from({ length: 7 }, (_, index) => [
    `l${index} acquire ${index}-100`,
    `l${index} release ${20 + index}-100`,
  ]).flat();
  expect(holds(...lines)).toBe(true);
  expect(holds(...lines, "x acquire 101-102", "y acquire 103-104")).toBe(false);
});
