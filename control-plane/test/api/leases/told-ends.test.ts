import { eventually, ManualClock } from "@rae/kit/testing";
import { leaseCapability } from "@rae/protocol";
import { afterEach, expect, test } from "vitest";
import { MemoryLeaseStore } from "../../../src/testing/index.ts";
import { ApiLab, type ScriptedAgent } from "../api-lab.ts";
import { acquire, advanceUntil, inState, openLeaseLab, post } from "./lease-lab.ts";

let lab: ApiLab;
let after: ApiLab | undefined;
afterEach(async () => {
  await after?.close();
  after = undefined;
  await lab.close();
});

/** Arms, and hears nothing of ends. */
const deafToEnds: ScriptedAgent = ({ capability, command }) =>
  capability === leaseCapability && command === "arm"
    ? { state: "succeeded", result: {} }
    : undefined;
const ends = () =>
  lab.log.commands.filter((each) => each.kind === "device" && each.command === "end");

async function openIds(store = lab.leaseStore): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const { leaseId } of store.open(AbortSignal.timeout(5_000))) ids.push(leaseId);
  return ids;
}

test("an end that no agent has confirmed is told again by the process that comes after", async () => {
  const clock = new ManualClock();
  lab = await openLeaseLab(1, { clock });
  lab.agent = deafToEnds;
  const { body } = await acquire(lab, { device: "d1", ttlMs: 600_000 });
  await post(lab, `/v1/leases/${body.id}/release`);
  await eventually(() => expect(ends()).toHaveLength(1));
  await lab.stop();
  expect(await openIds()).toEqual([body.id]);

  after = await ApiLab.open({ clock, beside: lab });
  lab.agent = () => ({ state: "succeeded", result: {} });
  await advanceUntil(clock, async () => expect(ends()).toHaveLength(2));
  await advanceUntil(clock, async () => expect(await openIds()).toEqual([]));
});

test("a box that is away hears of an end when it is back, also after the command to it has expired", async () => {
  const clock = new ManualClock();
  lab = await openLeaseLab(1, { clock });
  lab.agent = ({ command }) =>
    command === "arm" ? { state: "succeeded", result: {} } : { state: "expired" };
  const { body } = await acquire(lab, { device: "d1", ttlMs: 3_600_000 });
  await post(lab, `/v1/leases/${body.id}/release`);
  await inState(lab, body.id, "ended");
  // Longer than it was ever tried.
  for (let minute = 0; minute < 20; minute += 1) await clock.advance(60_000);
  expect(await openIds()).toEqual([body.id]);
  lab.agent = () => ({ state: "succeeded", result: {} });
  await advanceUntil(clock, async () => expect(await openIds()).toEqual([]));
});

test("a box that never comes back is told until its own clock has ended the lease", async () => {
  const clock = new ManualClock();
  lab = await openLeaseLab(1, { clock });
  lab.agent = ({ command }) =>
    command === "arm" ? { state: "succeeded", result: {} } : { state: "expired" };
  const { body } = await acquire(lab, { device: "d1", ttlMs: 300_000 });
  await post(lab, `/v1/leases/${body.id}/release`);
  for (let minute = 0; minute < 4; minute += 1) await clock.advance(60_000);
  expect(await openIds()).toEqual([body.id]);
  await advanceUntil(clock, async () => expect(await openIds()).toEqual([]));
});

test("an attempt that was cut off by a crash is told as over by who ends the lease", async () => {
  const clock = new ManualClock();
  const leaseStore = new MemoryLeaseStore();
  lab = await openLeaseLab(1, { clock, leaseStore });
  const armed = Promise.withResolvers<void>();
  lab.agent = ({ command }) => {
    if (command === "arm") armed.resolve();
    return undefined;
  };
  void acquire(lab, { device: "d1", ttlMs: 600_000 }).catch(() => {});
  await armed.promise;
  await lab.stop();
  after = await ApiLab.open({ clock, beside: lab });
  lab.agent = () => ({ state: "succeeded", result: {} });
  await advanceUntil(clock, async () => expect(await openIds()).toEqual([]));
  expect(ends().at(-1)).toMatchObject({ sessionId: "d1", lease: { token: 1 } });
});
