import { ManualClock } from "@rae/kit/testing";
import { expect, test } from "vitest";
import { ByteBudget } from "../../src/gateway/byte-budget.ts";
import { RateBudget } from "../../src/gateway/rate-budget.ts";

test("a byte budget gives what it has, refuses more, and takes back", () => {
  const budget = new ByteBudget(100);
  expect(budget.take(60)).toBe(true);
  expect(budget.take(41)).toBe(false);
  expect(budget.take(40)).toBe(true);
  expect(budget.usedBytes).toBe(100);
  budget.give(60);
  expect(budget.take(60)).toBe(true);
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
