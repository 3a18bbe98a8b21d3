import { expect, test } from "vitest";
import { LatencyHistogram } from "../../src/load/latency-histogram.ts";

test("without latencies everything is 0", () => {
  const histogram = new LatencyHistogram();
  expect(histogram.percentileMs(0.5)).toBe(0);
  expect(histogram.count).toBe(0);
});

test("percentiles are right to 5 %", () => {
  const histogram = new LatencyHistogram();
  for (let ms = 1; ms <= 1000; ms += 1) histogram.record(ms);
  expect(histogram.percentileMs(0.5)).toBeGreaterThanOrEqual(500);
  expect(histogram.percentileMs(0.5)).toBeLessThanOrEqual(525);
  expect(histogram.percentileMs(0.99)).toBeGreaterThanOrEqual(990);
  expect(histogram.percentileMs(0.99)).toBeLessThanOrEqual(1000);
  expect(histogram.percentileMs(1)).toBe(1000);
  expect(histogram.maxMs).toBe(1000);
});

test("what is too short to measure counts", () => {
  const histogram = new LatencyHistogram();
  histogram.record(0);
  histogram.record(5000);
  expect(histogram.count).toBe(2);
  expect(histogram.percentileMs(0.5)).toBeLessThanOrEqual(0.01);
});

test("a reset begins anew", () => {
  const histogram = new LatencyHistogram();
  histogram.record(5);
  histogram.reset();
  expect([histogram.count, histogram.maxMs, histogram.percentileMs(0.99)]).toEqual([0, 0, 0]);
});
