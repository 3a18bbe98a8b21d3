import type { History, LeasesOfDeviceRange } from "@rae/control-plane";
import { sampleGrantedLease, sampleLease, sampleTimeMs } from "@rae/control-plane/testing";
import type { Lease } from "@rae/protocol";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Long enough ago that nothing of this suite lies in the future of a store's clock. */
const originMs = sampleTimeMs - 6 * hourMs;

/** What every adapter of the `History` port holds of leases. */
export function historyLeasesContract(name: string, open: () => Promise<History>): void {
  describe(`history, leases: ${name}`, () => {
    let history: History;
    beforeEach(async () => {
      history = await open();
    });
    afterEach(() => history.close());

    const written = (...leases: Lease[]) =>
      history.write({ entries: [], devices: [], boxes: [], commands: [], leases });
    const scanned = async () => {
      const ids: string[] = [];
      const kinds = new Set(["lease"] as const);
      const records = history.scanCurrent(AbortSignal.timeout(10_000), kinds);
      for await (const { kind, record } of records) if (kind === "lease") ids.push(record.leaseId);
      return ids.sort();
    };

    test("a lease reads back as it was written, an absent one is absent", async () => {
      const over = sampleGrantedLease({ leaseId: "over", version: 4, ...endedAt(hourMs) });
      await written(sampleGrantedLease(), over);
      expect(await history.readLease("lease-1")).toEqual(sampleGrantedLease());
      expect(await history.readLease("over")).toEqual(over);
      expect(await history.readLease("nobody")).toBeUndefined();
    });

    test("the highest version stays, whatever the order", async () => {
      const story = [
        sampleLease(),
        sampleGrantedLease({ version: 9 }),
        sampleGrantedLease({ version: 10, ...endedAt(hourMs) }),
      ];
      for (const order of [story, story.toReversed()]) {
        for (const lease of order) await written(lease);
        expect(await history.readLease("lease-1")).toEqual(story.at(-1));
        expect(await scanned()).toEqual([]);
      }
    });

    test("a scan gives those that have not ended", async () => {
      await written(
        sampleLease({ leaseId: "waits" }),
        sampleGrantedLease({ leaseId: "holds" }),
        sampleGrantedLease({ leaseId: "over", ...endedAt(hourMs) }),
      );
      expect(await scanned()).toEqual(["holds", "waits"]);
    });

    test("leases of a device are those that had or have it, granted last first", async () => {
      const at = (leaseId: string, grantedAtMs: number) =>
        sampleGrantedLease({ leaseId, grantedAtMs, ...endedAt(hourMs) });
      const devices = [{ sessionId: "session-2", boxId: "box-1", token: 2 }];
      await written(
        at("b", sampleTimeMs + 2),
        sampleGrantedLease({ leaseId: "c", grantedAtMs: sampleTimeMs + 3 }),
        at("a", sampleTimeMs + 1),
        sampleGrantedLease({ leaseId: "of another", devices }),
        sampleLease({ leaseId: "waits" }),
        sampleLease({ leaseId: "failed", state: "pending", devices: sampleGrantedLease().devices }),
      );
      const ids = async (limit: number) =>
        (await history.readLeasesOfDevice("session-1", limit)).map(({ leaseId }) => leaseId);
      expect(await ids(9)).toEqual(["c", "b", "a"]);
      expect(await ids(2)).toEqual(["c", "b"]);
    });

    test("leases of a device are read from both ends, and between two grants", async () => {
      const devices = sampleGrantedLease().devices;
      await written(
        ...["a", "b", "c", "d"].map((leaseId, index) =>
          sampleGrantedLease({ leaseId, grantedAtMs: sampleTimeMs + index, devices }),
        ),
      );
      const ids = async (limit: number, range: LeasesOfDeviceRange) =>
        (await history.readLeasesOfDevice("session-1", limit, range)).map((each) => each.leaseId);
      expect(await ids(9, { order: "oldest-first" })).toEqual(["a", "b", "c", "d"]);
      expect(await ids(2, { order: "oldest-first", grantedFromMs: sampleTimeMs + 1 })).toEqual([
        "b",
        "c",
      ]);
      expect(await ids(9, { grantedToMs: sampleTimeMs + 2 })).toEqual(["b", "a"]);
      expect(
        await ids(9, { grantedFromMs: sampleTimeMs + 1, grantedToMs: sampleTimeMs + 3 }),
      ).toEqual(["c", "b"]);
    });

    test("leases of a time are those that have ended, and waited or were held in it", async () => {
      const asked = (leaseId: string, askedMs: number) =>
        ({ leaseId, askedAtMs: originMs + askedMs, grantedAtMs: originMs + askedMs }) as const;
      const over = (endMs: number) => endedAt(originMs + endMs - sampleTimeMs);
      await written(
        sampleGrantedLease({ ...asked("long", -3 * dayMs), ...over(3 * hourMs) }),
        sampleGrantedLease({ ...asked("short", 0), ...over(hourMs) }),
        sampleLease({ leaseId: "waits", askedAtMs: originMs - dayMs }),
        sampleGrantedLease({ ...asked("later", 2 * hourMs), ...over(2 * dayMs) }),
        sampleGrantedLease({ ...asked("last week", -20 * dayMs), ...over(-10 * dayMs) }),
        sampleLease({ leaseId: "refused", askedAtMs: originMs, ...over(0) }),
      );
      const within = async (fromMs: number, toMs: number) =>
        (await history.readEndedLeases(originMs + fromMs, originMs + toMs))
          .map(({ leaseId }) => leaseId)
          .sort();
      expect(await within(0, hourMs)).toEqual(["long", "refused", "short"]);
      expect(await within(hourMs + 1, 2 * hourMs)).toEqual(["long"]);
      expect(await within(2 * hourMs, 3 * hourMs)).toEqual(["later", "long"]);
      expect(await within(-2 * dayMs, -dayMs)).toEqual(["long"]);
      expect(await within(-9 * dayMs, -4 * dayMs)).toEqual([]);
      expect(await within(-30 * dayMs, 2 * dayMs)).toEqual([
        ...["last week", "later", "long", "refused", "short"],
      ]);
    });

    test("more leases than a page are read", async () => {
      const many = Array.from({ length: 1_201 }, (_, index) =>
        sampleGrantedLease({ leaseId: `lease-${index}`, ...(index % 2 === 0 ? endedAt(0) : {}) }),
      );
      await written(...many);
      expect(await history.readEndedLeases(sampleTimeMs, sampleTimeMs + 1)).toHaveLength(601);
      expect(await scanned()).toHaveLength(600);
    });

    test("after closing, calls say that the history is unavailable", async () => {
      await history.close();
      const unavailable = { code: "history-unavailable" };
      await expect(history.readLease("lease-1")).rejects.toMatchObject(unavailable);
      await expect(history.readEndedLeases(0, 1)).rejects.toMatchObject(unavailable);
      await expect(history.readLeasesOfDevice("session-1", 1)).rejects.toMatchObject(unavailable);
    });
  });
}

function endedAt(afterMs: number) {
  const atMs = sampleTimeMs + afterMs;
  return { state: "ended", ended: { reason: "released", atMs, by: "admin", detail: "" } } as const;
}
