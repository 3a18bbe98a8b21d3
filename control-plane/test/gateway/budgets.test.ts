import { ManualClock } from "@rae/kit/testing";
import { expect, test } from "vitest";
import { InFlightBudget, nothingInFlight } from "../../src/gateway/in-flight-budget.ts";
import { RateBudget } from "../../src/gateway/rate-budget.ts";

test("each connection has its share, and the pool is for what goes beyond", () => {
  const budget = new InFlightBudget(100, 50);
  const [one, two] = [nothingInFlight(), nothingInFlight()];
  expect(budget.take(one, 150)).toBe(true);
  expect(budget.isSpent).toBe(true);
  expect(budget.take(one, 1)).toBe(false);
  expect(budget.take(two, 101)).toBe(false);
  expect(budget.take(two, 100)).toBe(true);
  expect(budget.usedBytes).toBe(250);

  budget.give(one, 10);
  expect(budget.take(two, 11)).toBe(false);
  expect(budget.take(two, 10)).toBe(true);
  budget.give(one, 140);
  budget.give(two, 110);
  expect([budget.usedBytes, budget.isSpent]).toEqual([0, false]);
});

test("what a connection leaves behind is the pool's until it is durable", () => {
  const budget = new InFlightBudget(100, 50);
  const [gone, other] = [nothingInFlight(), nothingInFlight()];
  budget.take(gone, 90);
  budget.leave(gone);
  expect(budget.isSpent).toBe(true);
  expect(budget.take(other, 101)).toBe(false);
  expect(budget.takePooled(1)).toBe(false);

  budget.give(gone, 90);
  expect(budget.isSpent).toBe(false);
  expect(budget.takePooled(50)).toBe(true);
  expect(budget.takePooled(1)).toBe(false);
  budget.overdraw(30);
  budget.givePooled(50);
  budget.givePooled(30);
  expect(budget.usedBytes).toBe(0);
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

test("keys that were not used for long are forgotten, those in use are not", () => {
  const budget = new RateBudget(new ManualClock(), 1, 0);
  budget.take("spent", 1);
  for (let count = 0; count < 10_000; count += 1) {
    budget.take(`other-${count}`, 1);
    expect(budget.take("spent", 1)).toBe(false);
  }
  expect(budget.take("other-0", 1)).toBe(true);
});
