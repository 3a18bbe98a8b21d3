import { silentLogger } from "@rae/kit";
import { eventually, ManualClock } from "@rae/kit/testing";
import { RaeError } from "@rae/protocol";
import { Registry } from "prom-client";
import { afterEach, beforeEach, expect, test } from "vitest";
import { StoreWatch, storeWatchMetrics } from "../../src/operations/store-watch.ts";

const full = new RaeError("history-unavailable", "the disk is full");
const tooLarge = new RaeError("history-unavailable", "an entry is too large");

let clock: ManualClock;
let probe: () => Promise<void>;
let watch: StoreWatch;
beforeEach(() => {
  clock = new ManualClock();
  probe = async () => {};
  const options = { store: "history", clock, logger: silentLogger } as const;
  watch = new StoreWatch({ ...options, probe: () => probe() });
});
afterEach(() => watch.close());

const told = () => watch.check.check(AbortSignal.timeout(1_000));

test("a store that refuses a probe takes no writes until it takes one", async () => {
  expect(told()).toEqual({ ready: true });
  probe = () => Promise.reject(full);
  await clock.advance(5_000);
  await eventually(() => expect(told()).toEqual({ ready: false, detail: "the disk is full" }));
  probe = async () => {};
  await eventually(async () => {
    await clock.advance(5_000);
    expect(told()).toEqual({ ready: true });
  });
});

test("a store that does not answer a probe takes no writes", async () => {
  probe = () => new Promise(() => {});
  await eventually(async () => {
    await clock.advance(5_000);
    expect(told()).toEqual({
      ready: false,
      detail: "a write to the history took longer than 3000 ms",
    });
  });
});

test("a write of the process that is refused counts, though probes pass, until one succeeds or nobody tries", async () => {
  await expect(watch.follow(Promise.reject(tooLarge))).rejects.toBe(tooLarge);
  expect(told()).toEqual({ ready: false, detail: "an entry is too large" });
  await watch.follow(Promise.resolve());
  expect(told()).toEqual({ ready: true });
  await expect(watch.follow(Promise.reject(tooLarge))).rejects.toBe(tooLarge);
  await clock.advance(30_000);
  expect(told()).toEqual({ ready: true });
});

test("a mistake of the caller's says nothing about the store", async () => {
  const bug = new TypeError("not a record");
  await expect(watch.follow(Promise.reject(bug))).rejects.toBe(bug);
  expect(told()).toEqual({ ready: true });
});

test("the metric has each store", async () => {
  const metrics = new Registry();
  const options = { store: "view", clock, logger: silentLogger } as const;
  const view = new StoreWatch({ ...options, probe: async () => {} });
  storeWatchMetrics(metrics, { view, history: watch });
  await expect(watch.follow(Promise.reject(full))).rejects.toBe(full);
  const text = await metrics.metrics();
  expect(text).toContain('rae_store_writable{store="view"} 1');
  expect(text).toContain('rae_store_writable{store="history"} 0');
  await view.close();
});
