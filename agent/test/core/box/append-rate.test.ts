import { expect, test } from "vitest";
import { AppendRate } from "../../../src/core/box/append-rate.ts";

const minuteMs = 60_000;
const dayMs = 86_400_000;

test("in the first minute the rate is not known", () => {
  const rate = new AppendRate();
  expect(rate.perDay(5_000, 0)).toBeUndefined();
  expect(rate.perDay(9_000, minuteMs - 1)).toBeUndefined();
});

test("what was appended before the first question does not count", () => {
  const rate = new AppendRate();
  rate.perDay(1_000_000, 0);
  expect(rate.perDay(1_000_100, dayMs / 10)).toBe(1_000);
});

test("an outbox that nothing goes into has the rate 0", () => {
  const rate = new AppendRate();
  rate.perDay(7, 0);
  expect(rate.perDay(7, minuteMs)).toBe(0);
});

test("what is older than a day is forgotten, and memory stays bounded", () => {
  const rate = new AppendRate();
  let bytes = 0;
  for (let minute = 0; minute <= 2 * 1_440; minute += 1) {
    bytes += minute < 1_440 ? 100_000 : 1;
    rate.perDay(bytes, minute * minuteMs);
  }
  const perDay = rate.perDay(bytes, 2 * dayMs);
  expect(perDay).toBeGreaterThan(1_300);
  expect(perDay).toBeLessThan(1_200_000);
  expect(rate.perDay(bytes, 3 * dayMs)).toBeLessThan(1_500);
});
