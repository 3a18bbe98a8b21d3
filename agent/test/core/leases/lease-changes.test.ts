import { expect, test } from "vitest";
import {
  type BoxTime,
  type DeviceLease,
  leaseAfterRestart,
  recordOf,
} from "../../../src/core/leases/device-lease.ts";
import {
  armLease,
  endLease,
  hearOfLease,
  lapseLease,
} from "../../../src/core/leases/lease-changes.ts";
import { refusalOf } from "../../../src/core/leases/lease-refusal.ts";

const label = { holder: "nightly", purpose: "a test", shownUntilMs: 1_700_000_060_000 };
const at = (monotonicMs: number): BoxTime => ({
  monotonicMs,
  wallMs: 1_700_000_000_000 + monotonicMs,
});
const told = (token: number, remainingMs = 60_000) => ({
  leaseId: `lease-${token}`,
  ...{ token, remainingMs },
});
const arm = (known: DeviceLease | undefined, token: number, atMs: number, remainingMs = 60_000) =>
  armLease(known, told(token, remainingMs), label, at(atMs));

/** The code and the reason with which the device refuses a lease's command, or one without a lease. */
function refusal(
  known: DeviceLease | undefined,
  token: number,
  atMs: number,
  requireLease = false,
) {
  const asked = token === 0 ? undefined : told(token);
  const error = refusalOf(known, asked, { monotonicMs: atMs, requireLease });
  if (error === undefined) return "obeys";
  return [error.code, error.details.why].filter((part) => part !== undefined).join(" ");
}

test("a device that was never leased obeys without a lease, unless it is to obey holders only", () => {
  expect(refusal(undefined, 0, 0)).toBe("obeys");
  expect(refusal(undefined, 0, 0, true)).toBe("lease-required");
  expect(refusal(undefined, 3, 0)).toBe("lease-lost unknown");
});

test("a leased device obeys its lease alone until its time is over", () => {
  const lease = arm(undefined, 2, 0);
  const seen = (atMs: number) => [0, 1, 2, 3].map((token) => refusal(lease, token, atMs));
  expect(seen(59_999)).toEqual([
    ...["leased", "lease-lost replaced", "obeys", "lease-lost unknown"],
  ]);
  expect(seen(60_000)).toEqual([
    ...["obeys", "lease-lost replaced", "lease-lost lapsed", "lease-lost unknown"],
  ]);
  expect(refusal(lapseLease(lease, at(60_000)), 2, 60_000)).toBe("lease-lost lapsed");
});

test("what it is refused with names the lease, who has it and until when, or why and when it was lost", () => {
  const lease = arm(undefined, 2, 0);
  const time = { monotonicMs: 1, requireLease: false };
  expect(refusalOf(lease, undefined, time)?.details).toEqual({
    ...{ leaseId: "lease-2", holder: "nightly", until: "2023-11-14T22:14:20.000Z" },
  });
  const ended = endLease(lease, told(2), "broken", at(1_000));
  expect(refusalOf(ended, told(2), time)?.details).toEqual({
    ...{ leaseId: "lease-2", token: 2, why: "broken", when: "2023-11-14T22:13:21.000Z" },
  });
});

test("a higher token takes the place of a lower one at once", () => {
  const lease = arm(arm(undefined, 1, 0), 2, 10);
  expect(refusal(lease, 1, 11)).toBe("lease-lost replaced");
  expect(() => arm(lease, 1, 12)).toThrow("lease-1 is lost: a newer lease");
});

test("the same token renews, and arms one that lapsed again, but never one that was ended", () => {
  const renewed = arm(arm(undefined, 1, 0), 1, 50_000);
  expect(refusal(renewed, 1, 100_000)).toBe("obeys");
  const lapsed = lapseLease(renewed, at(110_000));
  expect(refusal(lapsed, 1, 110_000)).toBe("lease-lost lapsed");
  expect(refusal(arm(lapsed, 1, 111_000), 1, 111_000)).toBe("obeys");
  const ended = endLease(lapsed, told(1), "released", at(112_000));
  expect(() => arm(ended, 1, 113_000)).toThrow("released");
});

test("a token belongs to one lease", () => {
  const lease = arm(undefined, 1, 0);
  const other = { ...told(1), leaseId: "another" };
  expect(() => armLease(lease, other, label, at(1))).toThrow("lease another is lost");
  expect(hearOfLease(lease, other, at(1))).toBe(lease);
});

test("a command arms a lease that the device does not know, extends one that it knows, and never shortens it", () => {
  const heard = hearOfLease(undefined, told(4), at(0));
  expect(refusal(heard, 4, 1)).toBe("obeys");
  expect(refusal(heard, 0, 1)).toBe("leased");
  const later = hearOfLease(heard, told(4, 70_000), at(10));
  expect(later).toMatchObject({ untilMs: 70_010, remainingMs: 70_000 });
  expect(hearOfLease(later, told(4, 5), at(20))).toBe(later);
  expect(hearOfLease(later, told(3), at(20))).toBe(later);
  expect(hearOfLease(undefined, told(4, 0), at(0))).toBeUndefined();
});

test("a command arms neither what lapsed here nor what was ended, also after a restart", () => {
  const lapsed = lapseLease(arm(undefined, 1, 0), at(60_000));
  expect(hearOfLease(lapsed, told(1), at(61_000))).toBe(lapsed);
  const unseen = arm(undefined, 1, 0);
  expect(hearOfLease(unseen, told(1), at(60_000))).toBe(unseen);
  const restarted = leaseAfterRestart(recordOf(lapsed), at(0));
  expect(hearOfLease(restarted, told(1), at(1))).toBe(restarted);
  const ended = endLease(lapsed, told(1), "lapsed", at(62_000));
  expect(hearOfLease(ended, told(1), at(63_000))).toBe(ended);
});

test("an end is of its token and all lower ones, known or not", () => {
  const lease = arm(undefined, 2, 0);
  expect(endLease(lease, told(1), "released", at(1))).toBe(lease);
  const ended = endLease(lease, told(5), "refused", at(1));
  expect(refusal(ended, 2, 2)).toBe("lease-lost replaced");
  expect(refusal(ended, 5, 2)).toBe("lease-lost refused");
  expect(refusal(ended, 0, 2)).toBe("obeys");
  expect(endLease(ended, told(5), "refused", at(9))).toBe(ended);
});

test("after a restart the device is closed to all until it is armed again, or all the time that may be left is over", () => {
  const lease = leaseAfterRestart(recordOf(arm(undefined, 2, 0)), at(1_000));
  const seen = (atMs: number) => [0, 1, 2].map((token) => refusal(lease, token, atMs));
  expect(seen(60_999)).toEqual(["leased", "lease-lost replaced", "lease-lost agent-restarted"]);
  expect(seen(61_000)).toEqual(["obeys", "lease-lost replaced", "lease-lost lapsed"]);
  expect(refusal(arm(lease, 2, 2_000), 2, 2_001)).toBe("obeys");
  expect(refusal(hearOfLease(lease, told(2, 10), at(2_000)), 2, 2_001)).toBe("obeys");
});

test("whether the device was used under a lease is remembered until it is cleaned, over tokens and restarts", () => {
  const used = { ...arm(undefined, 1, 0), isHandedOut: true, needsCare: true };
  expect(arm(used, 1, 10)).toMatchObject({ isHandedOut: true, needsCare: true });
  expect(arm(used, 2, 10)).toMatchObject({ isHandedOut: false, needsCare: true });
  expect(endLease(used, told(3), "broken", at(10))?.needsCare).toBe(true);
  const restarted = leaseAfterRestart(recordOf(used), at(20));
  expect(restarted).toMatchObject({ isHandedOut: false, needsCare: true });
  expect(arm(lapseLease(used, at(60_000)), 1, 60_001).isHandedOut).toBe(false);
});
