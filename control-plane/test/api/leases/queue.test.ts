import { eventually, ManualClock } from "@rae/kit/testing";
import { afterEach, describe, expect, test } from "vitest";
import { MemoryLeaseStore } from "../../../src/testing/index.ts";
import { ShakenStore } from "../../leasing/shaken-store.ts";
import { ApiLab } from "../api-lab.ts";
import {
  acquire,
  addDevice,
  advanceUntil,
  idsIn,
  inState,
  nowInState,
  openLeaseLab,
  post,
} from "./lease-lab.ts";

const labs: ApiLab[] = [];
afterEach(async () => {
  for (const lab of labs.splice(0).reverse()) await lab.close();
});

async function open(count: number, options: Parameters<typeof openLeaseLab>[1] = {}) {
  const lab = await openLeaseLab(count, options);
  labs.push(lab);
  return lab;
}

const release = (lab: ApiLab, leaseId: string) =>
  lab.ask(`/v1/leases/${leaseId}`, { method: "DELETE" });
const any = { match: {}, waitMs: 600_000 };

describe("the queue", () => {
  test("is told of with the answer, and served by priority, then age", async () => {
    const lab = await open(1);
    const held = await acquire(lab, { device: "d1", ttlMs: 60_000 });
    const first = await acquire(lab, any);
    expect([first.status, first.headers.get("location")]).toEqual([
      202,
      `/v1/leases/${first.body.id}`,
    ]);
    expect(first.body).toMatchObject({ state: "queued", queue: { position: 1, ahead: 0 } });
    const second = await acquire(lab, any);
    const high = await acquire(lab, { ...any, priority: 8 });
    expect((await lab.ask(`/v1/leases/${second.body.id}`)).body.queue).toMatchObject({
      ...{ position: 3, ahead: 2 },
    });
    await release(lab, held.body.id);
    for (const next of [high, first, second]) {
      await inState(lab, next.body.id, "granted");
      await release(lab, next.body.id);
    }
  });

  test("tells when the devices come free, by what is held and by who is ahead", async () => {
    const lab = await open(1);
    await acquire(lab, { device: "d1", ttlMs: 60_000 });
    const first = await acquire(lab, { ...any, ttlMs: 40_000 });
    const second = await acquire(lab, any);
    await eventually(async () => {
      const place = async (id: string) => (await lab.ask(`/v1/leases/${id}`)).body.queue;
      expect((await place(first.body.id))?.estimateMs).toBeCloseTo(60_000, -4.5);
      expect((await place(second.body.id))?.estimateMs).toBeCloseTo(100_000, -4.5);
    });
  });

  test("lets a client wait for its lease", async () => {
    const lab = await open(1);
    const held = await acquire(lab, { device: "d1" });
    const waiting = acquire(lab, { device: "d1", waitMs: 60_000 }, { prefer: "wait=30" });
    await eventually(async () =>
      expect((await lab.ask("/v1/leases?state=queued")).body.items).toHaveLength(1),
    );
    await release(lab, held.body.id);
    const { status, body, headers } = await waiting;
    expect([status, body.state, headers.get("preference-applied")]).toEqual([
      ...[201, "granted", "wait=30"],
    ]);
  });

  test("is left by releasing; who waits for it meanwhile is told", async () => {
    const lab = await open(1);
    await acquire(lab, { device: "d1" });
    const waiting = acquire(lab, any, { prefer: "wait=30" });
    const [queued] = await eventually(async () => {
      const { items } = (await lab.ask("/v1/leases?state=queued")).body;
      expect(items).toHaveLength(1);
      return items;
    });
    const left = await post(lab, `/v1/leases/${queued?.id}/release`);
    expect(left.body.ended).toMatchObject({ reason: "cancelled", by: "admin" });
    const { status, body } = await waiting;
    expect([status, body.code]).toEqual([409, "lease-lost"]);
    expect(body.details).toMatchObject({ leaseId: queued?.id, reason: "cancelled" });
  });

  test("passes over who wants more than is free, and gives a pair both or none", async () => {
    const lab = await open(2);
    const held = await acquire(lab, { device: "d1" });
    const pair = await acquire(lab, { ...any, count: 2 });
    const single = await acquire(lab, { match: {} });
    expect([single.status, idsIn(single.body)]).toEqual([201, ["d2"]]);
    await release(lab, held.body.id);
    await release(lab, single.body.id);
    expect(idsIn(await inState(lab, pair.body.id, "granted"))).toEqual(["d1", "d2"]);
  });

  test("beyond its bound takes no more", async () => {
    const policy = { ttlMaxMs: 60_000, totalMaxMs: 60_000, waitMaxMs: 600_000, openMax: 1 };
    const lab = await open(1, { leasePolicy: policy });
    await acquire(lab, { device: "d1" });
    await acquire(lab, any);
    const { status, body } = await acquire(lab, any);
    expect([status, body.code]).toEqual([503, "overloaded"]);
  });
});

describe("as time passes", () => {
  test("a lease that nobody renews lapses, and its device is handed on", async () => {
    const clock = new ManualClock();
    const lab = await open(1, { clock });
    const held = await acquire(lab, { device: "d1", ttlMs: 10_000 });
    const next = await acquire(lab, any);
    await advanceUntil(clock, () => nowInState(lab, next.body.id, "granted"));
    const lapsed = (await lab.ask(`/v1/leases/${held.body.id}`)).body;
    expect(lapsed).toMatchObject({ state: "ended", ended: { reason: "lapsed" } });
    const grantedAtMs = clock.nowMs();
    expect(grantedAtMs).toBeGreaterThanOrEqual(Date.parse(lapsed.until) + 2_000);
    const renewed = await post(lab, `/v1/leases/${held.body.id}/renew`);
    expect([renewed.status, renewed.body.code]).toEqual([409, "lease-lost"]);
    expect(renewed.body.details).toMatchObject({ leaseId: held.body.id });
  });

  test("a lease that is renewed goes on", async () => {
    const clock = new ManualClock();
    const lab = await open(1, { clock });
    const { body } = await acquire(lab, { device: "d1", ttlMs: 10_000 });
    for (let times = 0; times < 5; times += 1) {
      await clock.advance(5_000);
      const renewed = await post(lab, `/v1/leases/${body.id}/renew`, { ttlMs: 10_000 });
      expect([renewed.status, Date.parse(renewed.body.until)]).toEqual([
        200,
        clock.nowMs() + 10_000,
      ]);
    }
    const tooLong = await post(lab, `/v1/leases/${body.id}/renew`, { ttlMs: 3_600_001 });
    expect([tooLong.status, tooLong.body.code]).toEqual([400, "bad-request"]);
  });

  test("who waits too long is told so", async () => {
    const clock = new ManualClock();
    const lab = await open(1, { clock });
    await acquire(lab, { device: "d1", ttlMs: 600_000 });
    const { body } = await acquire(lab, { match: {}, waitMs: 10_000 });
    const ended = await advanceUntil(clock, () => nowInState(lab, body.id, "ended"));
    expect(ended.ended).toMatchObject({ reason: "timed-out", by: "dispatcher" });
  });

  test("what the log did not take is published later", async () => {
    const clock = new ManualClock();
    const lab = await open(1, { clock });
    // It takes the audit, without which there would be no lease.
    lab.log.leave(1);
    const asked = acquire(lab, { device: "d1", ttlMs: 600_000 });
    let answer: Awaited<typeof asked> | undefined;
    void asked.then((given) => {
      answer = given;
    });
    const refused = await advanceUntil(clock, async () => {
      await new Promise((resolve) => setImmediate(resolve));
      if (answer === undefined) throw new Error("not answered yet");
      return answer;
    });
    expect(refused.status).toBe(503);
    lab.log.comeBack();
    await advanceUntil(clock, async () => {
      const { items } = (await lab.ask("/v1/leases?state=ended")).body;
      expect(items).toHaveLength(1);
      expect((await lab.view.readLeases([items[0]?.id ?? ""])).size).toBe(1);
    });
  });
});

test("the end of a device's session ends its lease", async () => {
  const lab = await open(2);
  const { body } = await acquire(lab, { devices: ["d1", "d2"] });
  await addDevice(lab, "d1", { ended: "unplugged", revision: 9 });
  const ended = await inState(lab, body.id, "ended");
  expect(ended.ended).toMatchObject({ reason: "device-lost", by: "dispatcher" });
  expect(ended.ended?.detail).toContain("d1");
});

describe("two processes on one store", () => {
  test("serve one queue, and each tells its clients", async () => {
    const one = await open(1);
    const two = await ApiLab.open({ beside: one });
    labs.push(two);
    await eventually(async () => expect((await two.ask("/v1/devices/d1")).status).toBe(200));
    const held = await acquire(one, { device: "d1" });
    await inState(two, held.body.id, "granted");
    const waiting = acquire(two, any, { prefer: "wait=30" });
    await eventually(async () =>
      expect((await one.ask("/v1/leases?state=queued")).body.items).toHaveLength(1),
    );
    await release(two, held.body.id);
    expect((await waiting).status).toBe(201);
  });

  test("the other one serves the queue when the first has gone", async () => {
    const clock = new ManualClock();
    const one = await open(1, { clock });
    const held = await acquire(one, { device: "d1", ttlMs: 600_000 });
    const next = await acquire(one, any);
    const two = await ApiLab.open({ beside: one, clock });
    labs.push(two);
    await inState(two, next.body.id, "queued");
    await one.stop();
    await release(two, held.body.id);
    const sinceMs = clock.nowMs();
    await advanceUntil(clock, () => nowInState(two, next.body.id, "granted"));
    expect(clock.nowMs() - sinceMs).toBeLessThanOrEqual(8_000);
  });

  test("of two who want one device at the same time one gets it", async () => {
    const one = await open(1);
    const two = await ApiLab.open({ beside: one });
    labs.push(two);
    await eventually(async () => expect((await two.ask("/v1/devices/d1")).status).toBe(200));
    for (let race = 0; race < 20; race += 1) {
      const answers = await Promise.all([one, two].map((lab) => acquire(lab, { device: "d1" })));
      const [winner, ...others] = answers.filter(({ status }) => status === 201);
      expect(others).toEqual([]);
      if (winner !== undefined) await release(one, winner.body.id);
      await eventually(async () =>
        expect((await two.ask("/v1/leases?state=granted")).body.items).toEqual([]),
      );
    }
  });
});

test("a dispatcher that dies in the middle of an attempt: another one takes over, and whoever waits gets the device", async () => {
  const clock = new ManualClock();
  const leaseStore = new MemoryLeaseStore();
  let isDead = false;
  const mortal = new ShakenStore(leaseStore, () => (isDead ? "held-before" : "made"));
  const first = await open(1, { clock, leaseStore: mortal });
  const second = await ApiLab.open({ clock, beside: first, leaseStore });
  labs.unshift(second);
  const held = await acquire(second, { device: "d1", ttlMs: 600_000 });
  const { body } = await acquire(second, any);
  const arming = Promise.withResolvers<void>();
  const obeys = first.agent;
  first.agent = (command) => {
    if (command.command !== "arm") return obeys(command);
    arming.resolve();
    return undefined;
  };
  await release(second, held.body.id);
  await arming.promise;
  isDead = true;
  first.agent = obeys;
  const diedAtMs = clock.nowMs();
  await advanceUntil(clock, () => nowInState(second, body.id, "granted"));
  // Four seconds of leadership, two of margin, and a round.
  expect(clock.nowMs() - diedAtMs).toBeLessThanOrEqual(10_000);
  isDead = false;
  mortal.resume();
});
