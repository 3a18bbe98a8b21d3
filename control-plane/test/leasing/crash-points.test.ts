import { beforeEach, describe, expect, test } from "vitest";
import type { Leasing } from "../../src/leasing/leasing.ts";
import { MemoryLeaseStore } from "../../src/testing/index.ts";
import { leaseFaults } from "./lease-faults.ts";
import { device, LeasingLab, never, newLease } from "./leasing-lab.ts";
import { type Fate, ShakenStore } from "./shaken-store.ts";
import { stepwise } from "./stepwise-store.ts";

/** More than an attempt for two devices makes, whatever it meets. */
const steps = Array.from({ length: 14 }, (_, index) => index + 1);

let lab: LeasingLab;

/** A process whose call number `step` meets a fate, and no other does. */
function shaken(step: number, fate: Fate): ShakenStore {
  return new ShakenStore(lab.store, (at) => (at === step ? fate : "made"));
}
const faults = async () => [
  ...(await leaseFaults(lab.store, ["l1", "l2"], ["d1", "d2"])),
  ...lab.agents.faults(),
];
/** Asks every 100 ms until the lease has its devices, which obey it; resolves to how long that took. */
async function grantedAfterMs(leaseId: string, leasing: Leasing, withinMs: number) {
  const fromMs = lab.clock.nowMs();
  for (;;) {
    const { granted, lease } = await lab.attempt(leaseId, ["d2", "d1"], leasing);
    const tookMs = lab.clock.nowMs() - fromMs;
    if (granted && lab.agents.drive(lease)) return tookMs;
    if (tookMs > withinMs) throw new Error(`${leaseId} not granted within ${withinMs} ms`);
    await lab.clock.advance(100);
  }
}

const stores = [
  { kind: "changes rows at once", open: () => new MemoryLeaseStore(), least: 2 },
  { kind: "changes one row at a time", open: () => stepwise(new MemoryLeaseStore()), least: 4 },
];

describe.each(stores)("on a store that $kind", ({ open, least }) => {
  beforeEach(() => {
    lab = new LeasingLab(open());
  });

  describe.each(["killed-before", "killed-after"] as const)("a process that is %s", (fate) => {
    test.each(steps)(
      "its call %i keeps the other from both devices for five seconds at most",
      async (step) => {
        const dying = shaken(step, fate);
        await lab.asked("l1");
        await lab.asked("l2");
        const first = await lab.read("l1");
        void lab.process(dying).attempt(first, ["d1", "d2"].map(device), never);
        await lab.clock.advance(0);
        const isGranted = (await lab.read("l1")).state === "granted";
        // A lease that was granted is not taken away: its holder has it until it lapses.
        const longestMs = isGranted ? 62_000 : 4_000;
        const tookMs = await grantedAfterMs("l2", lab.process(), longestMs);
        expect(tookMs).toBeLessThanOrEqual(longestMs);
        expect(await faults()).toEqual([]);
        expect(lab.agents.holderOf("d1")).toBe("l2");
      },
    );
  });

  test.each(Array.from({ length: least }, (_, index) => index + 1))(
    "an attempt whose write %i took effect without an answer gets its devices",
    async (lost) => {
      let writes = 0;
      const store = new ShakenStore(lab.store, (_, isWrite) => {
        if (isWrite) writes += 1;
        return isWrite && writes === lost ? "answer-lost" : "made";
      });
      await lab.asked("l1");
      const { granted, lease } = await lab.attempt("l1", ["d1", "d2"], lab.process(store));
      expect(granted).toBe(true);
      expect(writes).toBeGreaterThanOrEqual(least);
      expect(lab.agents.drive(lease)).toBe(true);
      expect(await faults()).toEqual([]);
    },
  );

  test.each(steps)(
    "a call %i that fails leaves nothing that is not over in five seconds",
    async (step) => {
      await lab.asked("l1");
      await lab.asked("l2");
      const leasing = lab.process(shaken(step, "not-made"));
      const attempt = await leasing.attempt(await lab.read("l1"), ["d1", "d2"].map(device), never);
      const tookMs = await grantedAfterMs("l2", lab.process(), attempt.granted ? 62_000 : 4_000);
      expect(tookMs).toBeLessThanOrEqual(attempt.granted ? 62_000 : 4_000);
      expect(await faults()).toEqual([]);
    },
  );

  test("two processes that begin the same attempt in the same millisecond, both without an answer: one has it", async () => {
    await lab.asked("l1");
    const first = await lab.read("l1");
    for (const step of steps) {
      const attempts = await Promise.all(
        [shaken(1, "answer-lost"), shaken(step, "answer-lost")].map((store) =>
          lab.process(store).attempt(first, ["d1", "d2"].map(device), never),
        ),
      );
      const granted = attempts.filter((each) => each.granted);
      expect(granted.length).toBeLessThanOrEqual(1);
      expect(await faults()).toEqual([]);
      for (const { lease } of granted) expect(lab.agents.drive(lease)).toBe(true);
    }
  });

  test("a process that comes back after its attempt was broken off neither grants nor disturbs the next one", async () => {
    const waiting: (() => void)[] = [];
    lab.agents.onArmed = () => new Promise((resolve) => waiting.push(() => resolve()));
    await lab.asked("l1");
    const late = lab.attempt("l1", ["d1"]);
    await lab.clock.advance(3_999);
    expect((await lab.read("l1")).state).toBe("pending");
    const row = await lab.read("l1");
    await lab.clock.advance(1);
    lab.agents.onArmed = () => {};
    const settled = await lab.process().settle(row);
    expect(settled.state).toBe("queued");
    const next = await lab.attempt("l1", ["d1"], lab.process());
    for (const resume of waiting) resume();
    expect(await late).toMatchObject({ granted: false });
    expect(lab.agents.drive(next.lease)).toBe(true);
    expect(await faults()).toEqual([]);
  });

  describe.each(["held-before", "held-after"] as const)(
    "a process that is %s its call for long",
    (fate) => {
      /** Begins the attempt whose call is held. */
      const begin = async (step: number) => {
        const store = shaken(step, fate);
        await lab.asked("l1");
        const asked = await lab.read("l1");
        const late = lab.process(store).attempt(asked, ["d1", "d2"].map(device), never);
        await lab.clock.advance(0);
        return { store, late };
      };

      test.each(steps)(
        "(%i) takes nothing from the next attempt for the same lease",
        async (step) => {
          const { store, late } = await begin(step);
          await lab.clock.advance(5_000);
          const row = await lab.process().settle(await lab.read("l1"));
          const next =
            row.state === "queued"
              ? await lab.attempt("l1", ["d1", "d2"], lab.process())
              : undefined;
          store.resume();
          const attempts = [await late, ...(next === undefined ? [] : [next])];
          const granted = attempts.filter((each) => each.granted);
          expect(granted).toHaveLength(1);
          expect(granted.map(({ lease }) => lab.agents.drive(lease))).toEqual([true]);
          expect(await faults()).toEqual([]);
        },
      );

      test.each(steps)(
        "(%i) leaves no device armed for a lease that was ended meanwhile",
        async (step) => {
          const { store, late } = await begin(step);
          await lab.process().end("l1", { reason: "cancelled", by: "admin", detail: "" });
          store.resume();
          await late;
          expect((await lab.read("l1")).state).toBe("ended");
          expect([lab.agents.holderOf("d1"), lab.agents.holderOf("d2")]).toEqual([
            undefined,
            undefined,
          ]);
        },
      );
    },
  );

  describe("a lease that is made with its attempt", () => {
    const take = (store: ShakenStore) =>
      lab.process(store).take(newLease("l1"), ["d1", "d2"].map(device), never);
    const isGranted = async () => (await lab.store.read("l1"))?.state === "granted";

    test.each(steps)(
      "keeps nobody from its devices for more than five seconds if its process dies at call %i",
      async (step) => {
        for (const fate of ["killed-before", "killed-after"] as const) {
          lab = new LeasingLab(open());
          await lab.asked("l2");
          void take(shaken(step, fate));
          await lab.clock.advance(0);
          const longestMs = (await isGranted()) ? 62_000 : 4_000;
          expect(await grantedAfterMs("l2", lab.process(), longestMs)).toBeLessThanOrEqual(
            longestMs,
          );
          expect(await faults()).toEqual([]);
        }
      },
    );

    test.each(Array.from({ length: least }, (_, index) => index + 1))(
      "has them if write %i took effect without an answer",
      async (lost) => {
        let writes = 0;
        const store = new ShakenStore(lab.store, (_, isWrite) => {
          if (isWrite) writes += 1;
          return isWrite && writes === lost ? "answer-lost" : "made";
        });
        const { granted, lease } = await take(store);
        expect(granted).toBe(true);
        expect(await lab.read("l1")).toEqual(lease);
        expect(lab.agents.drive(lease)).toBe(true);
        expect(await faults()).toEqual([]);
      },
    );

    test.each(steps)(
      "takes nothing from who has the devices, and is not made, or waits, if call %i fails",
      async (step) => {
        await lab.granted("l2", ["d2"]);
        await take(shaken(step, "not-made")).catch(() => undefined);
        expect(await lab.store.read("l1")).not.toMatchObject({ state: "granted" });
        expect(lab.agents.holderOf("d2")).toBe("l2");
        expect(await faults()).toEqual([]);
      },
    );

    test("is the one that was made under its id by another process", async () => {
      const { granted } = await lab.process().take(newLease("l1"), [device("d1")], never);
      const again = await lab.process().take(newLease("l1"), [device("d2")], never);
      expect(granted).toBe(true);
      expect(again).toEqual({ granted: false, lease: await lab.read("l1") });
      expect(lab.agents.holderOf("d2")).toBeUndefined();
    });

    test("is refused with the reason if the store cannot be reached", async () => {
      const away = new ShakenStore(lab.store, () => "not-made");
      await expect(take(away)).rejects.toMatchObject({ code: "lease-store-unavailable" });
      expect(await lab.store.read("l1")).toBeUndefined();
    });
  });
});
