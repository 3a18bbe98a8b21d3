import { silentLogger } from "@rae/kit";
import { ManualClock } from "@rae/kit/testing";
import { Registry } from "prom-client";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ClockWatch } from "../../src/operations/clock-watch.ts";
import type { ServerClock } from "../../src/ports/history.ts";

let clock: ManualClock;
let metrics: Registry;
let watch: ClockWatch;
/** What the server that is asked next answers, and how late. */
let server: string;
let behindMs: number;
let answersAfterMs: number;
let isAway: boolean;

async function readServerClock(): Promise<ServerClock> {
  const nowMs = clock.nowMs() - behindMs;
  const answers = Promise.withResolvers<void>();
  clock.schedule(answersAfterMs, answers.resolve);
  await answers.promise;
  if (isAway) throw new Error("away");
  return { server, nowMs };
}

beforeEach(() => {
  clock = new ManualClock();
  metrics = new Registry();
  [server, behindMs, answersAfterMs, isAway] = ["one:9042", 0, 0, false];
  watch = new ClockWatch({ readServerClock, clock, logger: silentLogger, metrics });
});
afterEach(() => watch.close());

const told = () => watch.check.check(AbortSignal.timeout(1_000));
const nextLook = () => clock.advance(6_000);

test.each([
  [1_500, "1.5 s ahead of"],
  [-2_000, "2.0 s behind"],
])("a clock that is %i ms off makes the process unready, with what to do", async (off, words) => {
  await nextLook();
  expect(told()).toEqual({ ready: true });
  behindMs = off;
  await nextLook();
  expect(told()).toEqual({
    ready: false,
    detail: `this machine's clock is ${words} that of the server one:9042; at most 1 s is allowed, as leases would end too early or too late: synchronize the clocks of both (NTP)`,
  });
  behindMs = 900;
  await nextLook();
  expect(told()).toEqual({ ready: true });
});

test("what the round trip may account for does not count", async () => {
  [behindMs, answersAfterMs] = [900, 800];
  await nextLook();
  expect(await metrics.metrics()).toContain('rae_clock_skew_seconds{server="one:9042"} 1.3');
  expect(told()).toEqual({ ready: true });
  behindMs = 1_100;
  await nextLook();
  expect(told()).toMatchObject({ ready: false });
});

test("a server that is not asked for a minute, or does not answer, is forgotten", async () => {
  behindMs = 5_000;
  await nextLook();
  [server, behindMs] = ["two:9042", 0];
  await nextLook();
  expect(told()).toMatchObject({ ready: false });
  expect(await metrics.metrics()).toContain('rae_clock_skew_seconds{server="one:9042"} 5');
  isAway = true;
  await clock.advance(70_000);
  expect(told()).toEqual({ ready: true });
  expect(await metrics.metrics()).not.toContain("rae_clock_skew_seconds{");
});
