import { eventually, ManualClock } from "@rae/kit/testing";
import { type Lease, RaeError } from "@rae/protocol";
import { afterEach, describe, expect, test } from "vitest";
import { MemoryLeaseStore } from "../../../src/testing/index.ts";
import { type ApiLab, bearer } from "../api-lab.ts";
import { EventReader } from "../events/event-reader.ts";
import {
  acquire,
  addBox,
  addDevice,
  advanceUntil,
  inState,
  openLeaseLab,
  post,
} from "./lease-lab.ts";

let lab: ApiLab;
afterEach(() => lab.close());

const follow = (leaseId: string) => EventReader.openPath(lab, `/v1/leases/${leaseId}/events`);

describe("the stream of a lease", () => {
  test("begins with the lease, tells its place and each change, and ends with it", async () => {
    lab = await openLeaseLab(1);
    const held = await acquire(lab, { device: "d1" });
    const first = await acquire(lab, { match: {}, waitMs: 60_000 });
    const { body } = await acquire(lab, { match: {}, waitMs: 60_000 });
    const reader = await follow(body.id);
    const [begun] = await reader.take(1);
    expect(begun).toMatchObject({ event: "lease", data: { state: "queued" } });
    expect(begun?.data.queue).toMatchObject({ position: 2, ahead: 1 });
    await lab.ask(`/v1/leases/${first.body.id}`, { method: "DELETE" });
    await eventually(() => {
      const places = reader.events.filter(({ event }) => event === "queue");
      expect(places.at(-1)?.data).toMatchObject({ position: 1, ahead: 0 });
    });
    await lab.ask(`/v1/leases/${held.body.id}`, { method: "DELETE" });
    await inState(lab, body.id, "granted");
    await post(lab, `/v1/leases/${body.id}/break`, { reason: "needed for the demo" });
    await eventually(() => expect(reader.isEnded).toBe(true));
    const states = reader.events.flatMap(({ event, data }) =>
      event === "lease" ? data.state : [],
    );
    expect(states.at(-1)).toBe("ended");
    expect(states).toContain("granted");
    expect(reader.events.at(-1)?.data.ended).toMatchObject({
      ...{ reason: "broken", by: "admin", detail: "needed for the demo" },
    });
  });

  test("tells that the end is near, 30 s ahead, and so does the stream of the fleet", async () => {
    const clock = new ManualClock();
    lab = await openLeaseLab(1, { clock });
    const { body } = await acquire(lab, { device: "d1", ttlMs: 100_000, holder: "job 7" });
    const [own, fleet] = [await follow(body.id), await EventReader.open(lab)];
    await own.take(1);
    await advanceUntil(clock, async () =>
      expect(own.events.map(({ event }) => event)).toContain("lease-expiring"),
    );
    const leftMs = Date.parse(body.until) - clock.nowMs();
    expect(leftMs).toBeGreaterThan(28_000);
    expect(leftMs).toBeLessThanOrEqual(30_000);
    const told = { id: body.id, holder: "job 7", until: body.until, deviceIds: ["d1"] };
    expect(own.events.at(-1)?.data).toEqual(told);
    await eventually(() => {
      const expiring = fleet.events.filter(({ event }) => event === "lease-expiring");
      expect(expiring.map(({ data }) => data)).toEqual([told]);
    });
    own.close();
    fleet.close();
  });

  test("that is opened near its end tells so, once, and so does the stream of the fleet, also a resumed one", async () => {
    const clock = new ManualClock();
    lab = await openLeaseLab(1, { clock });
    const before = await EventReader.open(lab);
    await eventually(() => expect(before.lastEventId).not.toBe(""));
    before.close();
    const { body } = await acquire(lab, { device: "d1", ttlMs: 20_000 });
    await inState(lab, body.id, "granted");
    // Half of its time.
    for (let second = 0; second < 11; second += 1) await clock.advance(1_000);
    const streams = [
      await follow(body.id),
      await EventReader.open(lab),
      await EventReader.open(lab, "", before.lastEventId),
      await EventReader.open(lab, "?box=box-2"),
    ];
    const expiring = () =>
      streams.map(({ events }) => events.filter(({ event }) => event === "lease-expiring").length);
    await eventually(() => expect(expiring()).toEqual([1, 1, 1, 0]));
    await post(lab, `/v1/leases/${body.id}/renew`);
    const late = await EventReader.open(lab);
    await eventually(() => expect(late.lastEventId).not.toBe(""));
    // What is told next shows that nothing came before.
    await addDevice(lab, "d2", { clock });
    await eventually(() => expect(late.events.map(({ event }) => event)).toContain("device"));
    expect(late.events.map(({ event }) => event)).not.toContain("lease-expiring");
    expect(expiring()).toEqual([1, 1, 1, 0]);
    for (const stream of [...streams, late]) stream.close();
  });

  test("of a lease that there is not is not opened", async () => {
    lab = await openLeaseLab(1);
    const { status, body } = await lab.ask("/v1/leases/none/events");
    expect([status, body.code]).toEqual([404, "lease-not-found"]);
  });
});

/** A store that can be away. */
class FlakyStore extends MemoryLeaseStore {
  isAway = false;

  override async read(leaseId: string): Promise<Lease | undefined> {
    this.#check();
    return await super.read(leaseId);
  }

  override async replace(next: Lease): Promise<boolean> {
    this.#check();
    return await super.replace(next);
  }

  override async replaceAndClaim(next: Lease, afterTokens: readonly number[]) {
    this.#check();
    return await super.replaceAndClaim(next, afterTokens);
  }

  override async readLeader() {
    this.#check();
    return await super.readLeader();
  }

  #check(): void {
    if (this.isAway) throw new RaeError("lease-store-unavailable", "the store is away");
  }
}

test("without the store of leases reads go on, commands under known leases are taken, and leases answer why not", async () => {
  const leaseStore = new FlakyStore();
  lab = await openLeaseLab(2, { leaseStore });
  const { body } = await acquire(lab, { device: "d1" });
  await inState(lab, body.id, "granted");
  leaseStore.isAway = true;
  expect((await lab.ask("/v1/devices")).body.items).toHaveLength(2);
  expect((await lab.ask("/v1/leases")).body.items).toHaveLength(1);
  const command = { capability: "power", command: "on", leaseId: body.id };
  expect((await post(lab, "/v1/devices/d1/commands", command)).status).toBe(202);
  const refused = await Promise.all([
    acquire(lab, { device: "d2" }),
    post(lab, `/v1/leases/${body.id}/renew`),
    post(lab, `/v1/leases/${body.id}/release`),
    lab.ask("/v1/leases/unknown"),
  ]);
  for (const { status, body: problem } of refused) {
    expect([status, problem.code]).toEqual([503, "lease-store-unavailable"]);
  }
  leaseStore.isAway = false;
  expect((await acquire(lab, { device: "d2" })).status).toBe(201);
});

test("a running lease is armed again at a box that was born again", async () => {
  lab = await openLeaseLab(1);
  const { body } = await acquire(lab, { device: "d1" });
  const arms = () =>
    lab.log.commands.filter((each) => each.kind === "device" && each.command === "arm").length;
  await inState(lab, body.id, "granted");
  // The first sight of a box may arm it once more.
  await addBox(lab, "box-1", { connection: 2 });
  await eventually(() => expect(arms()).toBeGreaterThanOrEqual(2));
  const before = arms();
  await addBox(lab, "box-1", { connection: 3 });
  await eventually(() => expect(arms()).toBeGreaterThan(before));
  const last = lab.log.commands.at(-1);
  expect(last).toMatchObject({ command: "arm", lease: { leaseId: body.id, token: 1 } });
});

test("leases are listed by state, holder and device, page by page, the newest first", async () => {
  lab = await openLeaseLab(3);
  for (const [each, holder] of ["a", "b", "a"].entries()) {
    await acquire(lab, { device: `d${each + 1}`, holder });
  }
  const list = async (query: string) => (await lab.ask(`/v1/leases?${query}`)).body;
  expect((await list("holder=a&mine=true&state=granted")).items).toHaveLength(2);
  expect((await list("device=d2")).items).toMatchObject([{ holder: "b" }]);
  expect((await list("state=queued")).items).toEqual([]);
  const first = await list("limit=2");
  const second = await list(`limit=2&cursor=${first.nextCursor}`);
  const ids = [...first.items, ...second.items].map(({ id }) => id);
  expect([new Set(ids).size, second.nextCursor]).toEqual([3, null]);
  const { status, body } = await lab.ask("/v1/leases?cursor=x");
  expect([status, body.code]).toEqual([400, "bad-cursor"]);
});

test("metrics count what was granted, refused and ended, and who serves the queue", async () => {
  lab = await openLeaseLab(1);
  const { body } = await acquire(lab, { device: "d1" });
  await acquire(lab, { device: "d1" });
  await acquire(lab, { match: {}, waitMs: 60_000 });
  await lab.ask(`/v1/leases/${body.id}`, { method: "DELETE" });
  await eventually(async () => {
    const text = await (await fetch(`${lab.url}/metrics`, { headers: bearer() })).text();
    expect(text).toContain("rae_leases_granted_total 2");
    expect(text).toContain('rae_leases_refused_total{reason="not-available"} 1');
    expect(text).toContain('rae_leases_ended_total{reason="released"} 1');
    expect(text).toContain("rae_leases_wait_seconds_count 2");
    expect(text).toContain("rae_leases_dispatcher 1");
    expect(text).toContain("rae_leases_queued 0");
    expect(text).toContain("rae_leases_held 1");
  });
});
