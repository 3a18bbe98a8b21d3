import { expect, test } from "vitest";
import { RecordCaches } from "../../src/aggregator/record-caches.ts";
import { sampleAttributes } from "../../src/testing/sample-events.ts";
import { sampleDevice } from "../../src/testing/sample-records.ts";

const at = (sessionId: string, length = 10) =>
  sampleDevice({ sessionId, attributes: sampleAttributes({ "x.text": "v".repeat(length) }) });

test("a record is there until a slice takes it, and again once it is kept", () => {
  const cache = new RecordCaches().of(new AbortController().signal);
  cache.keep(at("a"));
  expect(cache.take("a")).toEqual(at("a"));
  expect(cache.take("a")).toBeUndefined();
  cache.keep(at("a"));
  expect(cache.take("a")).toEqual(at("a"));
});

test("each assignment has its own records", () => {
  const caches = new RecordCaches();
  const [one, other] = [new AbortController().signal, new AbortController().signal];
  caches.of(one).keep(at("a"));
  expect(caches.of(other).take("a")).toBeUndefined();
  expect(caches.of(one).take("a")).toEqual(at("a"));
});

test("with its assignment a cache ends: it holds and takes in nothing more", () => {
  const caches = new RecordCaches();
  const assignment = new AbortController();
  const cache = caches.of(assignment.signal);
  cache.keep(at("a"));
  assignment.abort();
  cache.keep(at("b"));
  caches.of(assignment.signal).keep(at("c"));
  expect(["a", "b", "c"].map((id) => caches.of(assignment.signal).take(id))).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect(caches.sizeBytes).toBe(0);
});

test("an assignment that had ended before its first slice holds nothing", () => {
  const caches = new RecordCaches();
  const cache = caches.of(AbortSignal.abort());
  cache.keep(at("a"));
  expect(cache.take("a")).toBeUndefined();
});

test("a device that has ended is not kept", () => {
  const cache = new RecordCaches().of(new AbortController().signal);
  cache.keep(at("a"));
  cache.keep(sampleDevice({ sessionId: "a", ended: { reason: "unplugged", receivedAtMs: 1 } }));
  expect(cache.take("a")).toBeUndefined();
});

test("beyond its bytes, what was unused longest goes, from the assignment that holds most", () => {
  const caches = new RecordCaches(40_000);
  const [small, large] = [new AbortController().signal, new AbortController().signal];
  caches.of(small).keep(at("first"));
  for (let index = 0; index < 30; index += 1) caches.of(large).keep(at(`large-${index}`, 10_000));
  expect(caches.sizeBytes).toBeLessThanOrEqual(40_000);
  expect(caches.of(small).take("first")).toBeDefined();
  expect(caches.of(large).take("large-29")).toBeDefined();
  expect(caches.of(large).take("large-0")).toBeUndefined();
});

test("what was used since goes after what was not, over and over", () => {
  const caches = new RecordCaches(12_000);
  const cache = caches.of(new AbortController().signal);
  for (let index = 0; index < 200; index += 1) {
    cache.keep(at(`new-${index}`, 500));
    const hot = cache.take("hot") ?? at("hot", 500);
    cache.keep(hot);
  }
  const ids = Array.from({ length: 200 }, (_, index) => `new-${index}`);
  const left = ids.filter((id) => cache.take(id) !== undefined);
  expect(left).toEqual(ids.slice(-left.length));
  expect(left.length).toBeGreaterThan(5);
  expect(cache.take("hot")).toBeDefined();
});

test("what is taken and kept over and over is counted once", () => {
  const caches = new RecordCaches();
  const cache = caches.of(new AbortController().signal);
  cache.keep(at("a"));
  const sizeBytes = caches.sizeBytes;
  for (let turn = 0; turn < 5; turn += 1) {
    cache.keep(at("a"));
    cache.take("a");
    expect(caches.sizeBytes).toBe(0);
    cache.keep(at("a"));
  }
  expect(caches.sizeBytes).toBe(sizeBytes);
});
