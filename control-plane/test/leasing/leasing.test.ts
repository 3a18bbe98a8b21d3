import { beforeEach, expect, test } from "vitest";
import { device, LeasingLab, never, newLease } from "./leasing-lab.ts";

let lab: LeasingLab;
beforeEach(() => {
  lab = new LeasingLab();
});

test("a lease is asked for, granted with tokens, driven under and released", async () => {
  const asked = await lab.asked("l1");
  expect(asked).toMatchObject({ version: 1, state: "queued", request: { waitMs: 3_600_000 } });
  const attempt = await lab.attempt("l1", ["d2", "d1"]);
  expect(attempt.granted).toBe(true);
  expect(attempt.lease).toMatchObject({ version: 3, state: "granted", ttlMs: 60_000 });
  expect(attempt.lease.devices).toEqual([
    { ...device("d1"), token: 1 },
    { ...device("d2"), token: 1 },
  ]);
  expect(attempt.lease.untilMs).toBe(lab.clock.nowMs() + 60_000);
  expect(lab.agents.drive(attempt.lease)).toBe(true);
  const ended = await lab.leasing.end("l1", { reason: "released", by: "admin", detail: "" });
  expect(ended).toMatchObject({ version: 4, state: "ended", ended: { reason: "released" } });
  expect(lab.agents.drive(attempt.lease)).toBe(false);
  await lab.clock.advance(0);
  expect(await lab.openIds()).toEqual([]);
  expect(lab.agents.published.map(({ state }) => state)).toEqual([
    ...["queued", "pending", "granted", "ended"],
  ]);
});

test("asked for again, it is the one that is there", async () => {
  const first = await lab.asked("l1");
  await lab.clock.advance(5);
  expect(await lab.process().ask(newLease("l1", { purpose: "another" }))).toEqual(first);
});

test("a device that is held blocks, until its holder is over", async () => {
  const held = await lab.granted("l1", ["d2"]);
  await lab.asked("l2");
  const blocked = await lab.attempt("l2", ["d1", "d2"]);
  expect(blocked).toMatchObject({ granted: false, blockedBy: held, lease: { state: "queued" } });
  await lab.leasing.end("l1", { reason: "released", by: "admin", detail: "" });
  const { lease } = await lab.attempt("l2", ["d1", "d2"]);
  expect(lease.devices.map(({ token }) => token)).toEqual([1, 2]);
});

test("a lease that is not renewed lapses two seconds after its end, by whoever meets it", async () => {
  const first = await lab.granted("l1", ["d1"]);
  await lab.asked("l2");
  await lab.clock.advance(61_999);
  expect(await lab.attempt("l2", ["d1"])).toMatchObject({ blockedBy: { leaseId: "l1" } });
  await lab.clock.advance(1);
  expect(await lab.attempt("l2", ["d1"])).toMatchObject({ granted: true });
  expect((await lab.read("l1")).ended).toMatchObject({ reason: "lapsed", atMs: first.untilMs });
});

test("an agent that does not answer fails the attempt, whose lease waits again and holds nothing", async () => {
  lab.agents.cutOff("box-of-d2");
  await lab.asked("l1");
  const failed = await lab.attempt("l1", ["d1", "d2"]);
  expect(failed).toMatchObject({ granted: false, error: { code: "lease-not-armed" } });
  expect(failed.lease).toMatchObject({ state: "queued", devices: [], version: 3 });
  expect(lab.agents.holderOf("d1")).toBeUndefined();
  await lab.asked("l2");
  expect(await lab.attempt("l2", ["d1"])).toMatchObject({ granted: true });
});

test("an agent that says nothing at all costs five seconds", async () => {
  lab.agents.onArmed = () => new Promise(() => {});
  await lab.asked("l1");
  const attempt = lab.leasing.attempt(await lab.read("l1"), [device("d1")], never);
  await lab.clock.advance(5_000);
  expect(await attempt).toMatchObject({ granted: false, error: { code: "lease-not-armed" } });
  expect(lab.agents.holderOf("d1")).toBeUndefined();
});
