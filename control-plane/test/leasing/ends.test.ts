import { beforeEach, expect, test } from "vitest";
import { device, LeasingLab, never } from "./leasing-lab.ts";
import { type Fate, ShakenStore } from "./shaken-store.ts";

let lab: LeasingLab;
beforeEach(() => {
  lab = new LeasingLab();
});
const released = { reason: "released", by: "admin", detail: "" } as const;
const holders = () => [lab.agents.holderOf("d1"), lab.agents.holderOf("d2")];

/** What a dispatcher does on its rounds. */
async function round(leasing = lab.process()): Promise<void> {
  for await (const lease of lab.store.open(never)) await leasing.settle(lease);
  await lab.clock.advance(0);
}

test("an end stays unsettled until the last agent has confirmed it", async () => {
  await lab.granted("l1", ["d1", "d2"]);
  lab.agents.cutOff("box-of-d2");
  await lab.leasing.end("l1", released);
  await round();
  expect(holders()).toEqual([undefined, "l1"]);
  expect(await lab.openIds()).toEqual(["l1"]);
  lab.agents.cutOff("box-of-d2", false);
  await lab.clock.advance(0);
  expect(holders()).toEqual([undefined, undefined]);
  expect(await lab.openIds()).toEqual([]);
});

const fates = ["killed-before", "killed-after"] as const satisfies readonly Fate[];
const steps = [1, 2, 3, 4, 5];
const kills = fates.flatMap((fate) => steps.map((step) => ({ fate, step })));

test.each(kills)(
  "a process that is $fate its call $step while it ends a lease leaves no device to it",
  async ({ fate, step }) => {
    await lab.granted("l1", ["d1", "d2"]);
    // Nothing that the process has sent arrives.
    for (const boxId of ["box-of-d1", "box-of-d2"]) lab.agents.lose(boxId);
    const dying = new ShakenStore(lab.store, (at) => (at === step ? fate : "made"));
    void lab.process(dying).end("l1", released);
    await lab.clock.advance(0);
    for (const boxId of ["box-of-d1", "box-of-d2"]) lab.agents.cutOff(boxId, false);
    await lab.leasing.end("l1", released);
    await round();
    expect(holders()).toEqual([undefined, undefined]);
    expect(await lab.openIds()).toEqual([]);
  },
);

test("an attempt that died after it armed is told as over, whoever ends the lease and whenever", async () => {
  await lab.asked("l1");
  lab.agents.onArmed = () => new Promise(() => {});
  void lab.process().attempt(await lab.read("l1"), ["d1", "d2"].map(device), never);
  await lab.clock.advance(0);
  expect(holders()).toEqual(["l1", "l1"]);
  for (const boxId of ["box-of-d1", "box-of-d2"]) lab.agents.lose(boxId);
  await lab.process().end("l1", released);
  for (const boxId of ["box-of-d1", "box-of-d2"]) lab.agents.cutOff(boxId, false);
  await round();
  expect(holders()).toEqual([undefined, undefined]);
  expect(await lab.openIds()).toEqual([]);
});
