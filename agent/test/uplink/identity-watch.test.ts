import { ManualClock } from "@rae/kit/testing";
import { expect, test } from "vitest";
import { IdentityWatch } from "../../src/uplink/identity-watch.ts";

const quietMs = 5 * 60_000;

function watch() {
  const clock = new ManualClock();
  return { clock, startMs: clock.nowMs(), identity: new IdentityWatch(clock) };
}

test("takeovers are counted from the first one on", async () => {
  const { clock, startMs, identity } = watch();
  expect(identity.conflict).toBeUndefined();
  identity.takenOver();
  await clock.advance(4_000);
  identity.takenOver();
  expect(identity.conflict).toEqual({ takeovers: 2, sinceMs: startMs });
});

test("a conflict is over when no takeover came for a while, and the next one begins anew", async () => {
  const { clock, startMs, identity } = watch();
  identity.takenOver();
  await clock.advance(quietMs - 1);
  identity.takenOver();
  await clock.advance(quietMs - 1);
  expect(identity.conflict).toEqual({ takeovers: 2, sinceMs: startMs });
  await clock.advance(1);
  expect(identity.conflict).toBeUndefined();
  identity.takenOver();
  expect(identity.conflict).toEqual({ takeovers: 1, sinceMs: clock.nowMs() });
});

test("one refused birth is a registry put back from a copy, a second one soon after is not", async () => {
  const { clock, identity } = watch();
  identity.refused();
  expect(identity.conflict).toBeUndefined();
  await clock.advance(quietMs);
  identity.refused();
  expect(identity.conflict).toBeUndefined();
  await clock.advance(10_000);
  identity.refused();
  identity.refused();
  expect(identity.conflict).toMatchObject({ takeovers: 2 });
});

test("a takeover that was heard of and refused counts once", async () => {
  const { clock, identity } = watch();
  for (let count = 0; count < 3; count += 1) {
    identity.takenOver();
    await clock.advance(1_000);
    identity.refused();
    await clock.advance(1_000);
  }
  expect(identity.conflict).toMatchObject({ takeovers: 3 });
});
