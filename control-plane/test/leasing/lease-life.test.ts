import { beforeEach, expect, test } from "vitest";
import { LeasingLab } from "./leasing-lab.ts";
import { ShakenStore } from "./shaken-store.ts";

let lab: LeasingLab;
beforeEach(() => {
  lab = new LeasingLab();
});
const released = { reason: "released", by: "admin", detail: "" } as const;

test("a renewal holds from now on, never beyond the longest time, and the agents follow", async () => {
  const first = await lab.granted("l1", ["d1"], { ttlMs: 60_000, maxMs: 100_000 });
  await lab.clock.advance(50_000);
  const renewed = await lab.leasing.renew("l1", 40_000);
  expect(renewed.untilMs - first.untilMs).toBe(30_000);
  await lab.clock.advance(30_000);
  expect(lab.agents.drive(first)).toBe(true);
  const last = await lab.leasing.renew("l1", 60_000);
  expect(last.untilMs).toBe(last.latestMs);
  await lab.clock.advance(20_000);
  expect(lab.agents.drive(first)).toBe(false);
});

test("a renewal does not wait for a box that is cut off", async () => {
  await lab.granted("l1", ["d1", "d2"]);
  lab.agents.cutOff("box-of-d1");
  expect(await lab.leasing.renew("l1", 90_000)).toMatchObject({ version: 4, ttlMs: 90_000 });
});

test("what is over is not renewed: by its time, before anybody has ended it, and after", async () => {
  await lab.granted("l1", ["d1"]);
  await lab.clock.advance(60_000);
  const lost = { code: "lease-lost", details: { leaseId: "l1", why: "lapsed" } };
  await expect(lab.leasing.renew("l1", 60_000)).rejects.toMatchObject(lost);
  await lab.clock.advance(2_000);
  await lab.leasing.settle(await lab.read("l1"));
  await expect(lab.leasing.renew("l1", 60_000)).rejects.toMatchObject(lost);
  await expect(lab.leasing.renew("l2", 60_000)).rejects.toMatchObject({ code: "lease-not-found" });
  await expect(lab.leasing.end("l2", released)).rejects.toMatchObject({ code: "lease-not-found" });
});

test("a renewal whose answer is lost is one renewal", async () => {
  await lab.granted("l1", ["d1"]);
  const store = new ShakenStore(lab.store, (step) => (step === 2 ? "answer-lost" : "made"));
  expect(await lab.process(store).renew("l1", 90_000)).toMatchObject({ version: 4 });
  expect(await lab.read("l1")).toMatchObject({ version: 4, ttlMs: 90_000 });
});

test("a lease ends once, and who gives back what he was never given cancels", async () => {
  await lab.granted("l1", ["d1"]);
  await lab.asked("l2");
  const ended = await lab.leasing.end("l1", released);
  expect(await lab.leasing.end("l1", { ...released, reason: "broken" })).toEqual(ended);
  expect(await lab.leasing.end("l2", released)).toMatchObject({ ended: { reason: "cancelled" } });
  await lab.granted("l3", ["d1"]);
  const broken = { reason: "broken", by: "somebody", detail: "needed" } as const;
  expect((await lab.leasing.end("l3", broken)).ended).toMatchObject(broken);
  expect(lab.agents.holderOf("d1")).toBeUndefined();
});

test("an end that the log did not take stays open until it was told again", async () => {
  await lab.granted("l1", ["d1"]);
  lab.agents.publishFails = true;
  const ended = await lab.leasing.end("l1", released);
  expect(await lab.openIds()).toEqual(["l1"]);
  lab.agents.publishFails = false;
  await lab.process().settle(ended);
  await lab.clock.advance(0);
  expect(lab.agents.published.at(-1)).toEqual(ended);
  expect(await lab.openIds()).toEqual([]);
});

test("who asked and is not served is out of time, four seconds after it was over", async () => {
  const waiting = await lab.asked("l1", { waitMs: 10_000 });
  const once = await lab.asked("l2", { waitMs: 0 });
  await lab.clock.advance(3_999);
  expect((await lab.leasing.settle(once)).state).toBe("queued");
  await lab.clock.advance(1);
  expect((await lab.leasing.settle(once)).ended).toMatchObject({ reason: "refused" });
  await lab.clock.advance(10_000);
  expect((await lab.leasing.settle(waiting)).ended).toMatchObject({ reason: "timed-out" });
});

test("what a lease may be held in all counts from when it was granted", async () => {
  await lab.asked("l1", { waitMs: 60_000, maxMs: 100_000 });
  await lab.clock.advance(30_000);
  const { lease } = await lab.attempt("l1", ["d1"]);
  expect(lease.latestMs).toBe(lab.clock.nowMs() + 100_000);
});

test("an attempt that failed keeps the end of its wait", async () => {
  const asked = await lab.asked("l1", { waitMs: 60_000 });
  lab.agents.cutOff("box-of-d1");
  await lab.clock.advance(10_000);
  const { lease } = await lab.attempt("l1", ["d1"]);
  expect(lease).toMatchObject({
    state: "queued",
    untilMs: asked.untilMs,
    latestMs: asked.latestMs,
  });
});

test("one process leads, and another two seconds after it has gone", async () => {
  const other = lab.process();
  expect(await lab.leasing.lead(10_000)).toBe(true);
  expect(await other.lead(10_000)).toBe(false);
  await lab.clock.advance(6_000);
  expect(await lab.leasing.lead(10_000)).toBe(true);
  await lab.clock.advance(11_999);
  expect(await other.lead(10_000)).toBe(false);
  await lab.clock.advance(1);
  expect(await other.lead(10_000)).toBe(true);
  expect(await lab.leasing.lead(10_000)).toBe(false);
});

test("who leads without having heard so leads", async () => {
  const store = new ShakenStore(lab.store, (step) => (step === 2 ? "answer-lost" : "made"));
  expect(await lab.process(store).lead(10_000)).toBe(true);
  expect(await lab.leasing.lead(10_000)).toBe(false);
});
