import { ManualClock } from "@rae/driver/testing";
import { expect, test } from "vitest";
import { DriverError, type DriverErrorCode, sideQuery } from "../src/index.ts";

const idle = new AbortController().signal;

test("a query that is answered gives its answer", async () => {
  expect(await sideQuery(new ManualClock(), 1_000, idle, async () => 7)).toBe(7);
});

test.each<DriverErrorCode>(["refused", "bad-reply", "timeout", "unreachable", "unsupported"])(
  "a query that fails with %s gives nothing",
  async (code) => {
    const query = async () => {
      throw new DriverError(code, "no");
    };
    expect(await sideQuery(new ManualClock(), 1_000, idle, query)).toBeUndefined();
  },
);

test("a query that is not answered gives nothing after its time, also if it ignores its signal", async () => {
  const clock = new ManualClock();
  const pending = sideQuery(clock, 1_000, idle, () => new Promise(() => {}));
  await clock.advance(1_000);
  expect(await pending).toBeUndefined();
});

test("a link that is lost, and a driver that is closed, end more than one query", async () => {
  const clock = new ManualClock();
  const lost = new DriverError("link-unavailable", "unplugged");
  await expect(sideQuery(clock, 1_000, idle, () => Promise.reject(lost))).rejects.toBe(lost);
  const closing = new AbortController();
  const pending = sideQuery(clock, 1_000, closing.signal, () => new Promise(() => {}));
  closing.abort(lost);
  await expect(pending).rejects.toBe(lost);
});
