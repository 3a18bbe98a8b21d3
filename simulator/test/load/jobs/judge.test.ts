import { expect, it } from "vitest";
import { findViolations } from "../../../src/load/jobs/judge.ts";

const press = (token: number, askedMs: number, answeredMs: number, leaseId = `lease-${token}`) => ({
  ...{ deviceId: "tv-1", leaseId, token, askedMs, answeredMs },
});

it("sees a device that obeys a lease after a later one", () => {
  const late = press(1, 30, 40);
  expect(findViolations([press(1, 0, 10), press(2, 10, 20), late])).toMatchObject([
    { deviceId: "tv-1", older: late, newer: { token: 2 } },
  ]);
});

it("sees two leases under one token", () => {
  expect(findViolations([press(1, 0, 10), press(1, 20, 30, "other")])).toHaveLength(1);
});

it("says nothing of what overlaps, of leases in turn, and of other devices", () => {
  expect(findViolations([press(1, 0, 10), press(2, 5, 8)])).toEqual([]);
  expect(findViolations([press(1, 0, 10), press(1, 11, 12), press(2, 13, 14)])).toEqual([]);
  expect(findViolations([press(2, 0, 1), { ...press(1, 2, 3), deviceId: "tv-2" }])).toEqual([]);
});
