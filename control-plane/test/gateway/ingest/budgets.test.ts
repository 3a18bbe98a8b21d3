import { ManualClock } from "@rae/kit/testing";
import { expect, test } from "vitest";
import { InFlightBudget } from "../../../src/gateway/ingest/in-flight-budget.ts";
import { RateBudget } from "../../../src/gateway/ingest/rate-budget.ts";

const limits = { clientBytes: 400, clientShareBytes: 100, gatewayBytes: 50 };

test("each box has its share, and the pool is for what goes beyond", () => {
  const budget = new InFlightBudget(limits);
  const [one, two] = [budget.join("box-1"), budget.join("box-2")];
  expect(budget.take(one, 150)).toBeUndefined();
  expect(budget.take(one, 1)).toBe("overloaded");
  expect(budget.take(two, 101)).toBe("overloaded");
  expect(budget.take(two, 100)).toBeUndefined();
  expect(budget.usedBytes).toBe(250);

  budget.give(one, 10);
  expect(budget.take(two, 11)).toBe("overloaded");
  expect(budget.take(two, 10)).toBeUndefined();
  budget.give(one, 140);
  budget.give(two, 110);
  expect(budget.usedBytes).toBe(0);
});

test("all connections of a box have one share, and one bound", () => {
  const budget = new InFlightBudget({ ...limits, gatewayBytes: 1_000 });
  const [first, second] = [budget.join("box-1"), budget.join("box-1")];
  expect(budget.take(first, 300)).toBeUndefined();
  expect(budget.take(second, 101)).toBe("window-exceeded");
  expect(budget.take(second, 100)).toBeUndefined();
  budget.leave(second);
  expect(budget.mayBegin(budget.join("box-1"))).toBe(false);
  budget.give(first, 100);
  expect(budget.mayBegin(first)).toBe(true);
});

test("what a box leaves behind is the pool's until it is durable, or until the box is back", () => {
  const budget = new InFlightBudget(limits);
  const other = budget.join("box-2");
  const gone = budget.join("box-1");
  budget.take(gone, 90);
  budget.leave(gone);
  expect(budget.mayBegin(other)).toBe(false);
  expect(budget.take(other, 101)).toBe("overloaded");
  expect(budget.takePooled(1)).toBe(false);

  const back = budget.join("box-1");
  expect(back.bytes).toBe(90);
  expect(budget.mayBegin(back)).toBe(true);
  budget.leave(back);
  budget.give(gone, 90);
  expect(budget.takePooled(50)).toBe(true);
  expect(budget.takePooled(1)).toBe(false);
  budget.overdraw(30);
  budget.givePooled(50);
  budget.givePooled(30);
  expect(budget.usedBytes).toBe(0);
  expect(budget.join("box-1").connections).toBe(1);
});

test("a rate budget allows its burst, then what time refills, never more than the burst", async () => {
  const clock = new ManualClock();
  const budget = new RateBudget(clock, 3, 2);
  const taken = () => [1, 2, 3, 4].map(() => budget.take("a", 1));
  expect(taken()).toEqual([true, true, true, false]);
  await clock.advance(500);
  expect(taken()).toEqual([true, false, false, false]);
  await clock.advance(60_000);
  expect(taken()).toEqual([true, true, true, false]);
});

test("each key has a budget of its own, and more than is left takes nothing", () => {
  const budget = new RateBudget(new ManualClock(), 10, 1);
  expect(budget.take("a", 8)).toBe(true);
  expect(budget.take("a", 3)).toBe(false);
  expect(budget.take("a", 2)).toBe(true);
  expect(budget.take("b", 10)).toBe(true);
});

test("more than the burst is granted when all of it is there, and then waits for what it took too much", async () => {
  const clock = new ManualClock();
  const budget = new RateBudget(clock, 10, 1);
  expect(budget.take("a", 25)).toBe(true);
  await clock.advance(15_000);
  expect(budget.take("a", 1)).toBe(false);
  await clock.advance(1_000);
  expect(budget.take("a", 1)).toBe(true);
  await clock.advance(9_000);
  expect(budget.take("a", 25)).toBe(false);
  await clock.advance(1_000);
  expect(budget.take("a", 25)).toBe(true);
});

test("keys that were not used for long are forgotten, those in use are not", () => {
  const budget = new RateBudget(new ManualClock(), 1, 0);
  budget.take("spent", 1);
  for (let count = 0; count < 10_000; count += 1) {
    budget.take(`other-${count}`, 1);
    expect(budget.take("spent", 1)).toBe(false);
  }
  expect(budget.take("other-0", 1)).toBe(true);
});
