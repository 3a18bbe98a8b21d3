import type { LeaseStore } from "@rae/control-plane";
import { sampleTimeMs } from "@rae/control-plane/testing";
import type { Lease } from "@rae/protocol";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const never = new AbortController().signal;
const racers = ["a", "b", "c", "d", "e", "f", "g", "h"];

/** What every adapter of the `LeaseStore` port holds; `open` resolves to two processes' views of one store. */
export function leaseStoreContract(
  name: string,
  open: () => Promise<readonly [LeaseStore, LeaseStore]>,
): void {
  describe(`lease store: ${name}`, () => {
    let store: LeaseStore;
    let other: LeaseStore;
    beforeEach(async () => {
      [store, other] = await open();
    });
    afterEach(async () => {
      await store.close();
      await other.close();
    });

    /** The calls at once, half of them by another process. */
    const atOnce = <T>(call: (by: LeaseStore, racer: string) => Promise<T>): Promise<T[]> =>
      Promise.all(racers.map((racer, index) => call(index % 2 === 0 ? store : other, racer)));
    const openIds = async (by = store) => {
      const ids: string[] = [];
      for await (const { leaseId } of by.open(never)) ids.push(leaseId);
      return ids.sort();
    };

    test("a lease reads back as it was written, by others too", async () => {
      const lease = sampleLease("l1", {
        request: { match: { "firmware.version": ">=11.5 <12" }, text: "ä\u0000\n'" },
        devices: [{ sessionId: "s1", boxId: "box-1", token: 7 }],
        grantedAtMs: sampleTimeMs,
      });
      expect(await store.read("l1")).toBeUndefined();
      expect(await store.replace(lease)).toBe(true);
      expect(await store.read("l1")).toEqual(lease);
      expect(await other.read("l1")).toEqual(lease);
    });

    test("a lease is replaced by the next version only", async () => {
      expect(await store.replace(sampleLease("l1", { version: 2 }))).toBe(false);
      await store.replace(sampleLease("l1"));
      expect(await other.replace(sampleLease("l1", { purpose: "another" }))).toBe(false);
      expect(await other.replace(sampleLease("l1", { version: 3 }))).toBe(false);
      expect(await other.replace(sampleLease("l1", { version: 2 }))).toBe(true);
      expect(await store.replace(sampleLease("l1", { version: 2 }))).toBe(false);
      expect(await store.read("l1")).toEqual(sampleLease("l1", { version: 2 }));
    });

    test("of many that make or replace one lease at once one does, and the others are told", async () => {
      for (const version of [1, 2, 3]) {
        const as = (purpose: string) => sampleLease("l1", { version, purpose });
        const done = await atOnce((by, racer) => by.replace(as(racer)));
        expect(done.filter(Boolean)).toHaveLength(1);
        expect(await other.read("l1")).toEqual(as(racers[done.indexOf(true)] ?? ""));
      }
    });

    test("many that write the same know which of them it was", async () => {
      const done = await atOnce((by) => by.replace(sampleLease("l1")));
      expect(done.filter(Boolean)).toHaveLength(1);
      const tokens = await atOnce((by) => by.claim("s1", 0, "l1"));
      expect(tokens.filter((token) => token !== undefined)).toEqual([1]);
    });

    test("a device is claimed after the claim that is there, and tokens grow", async () => {
      expect(await store.readClaim("s1")).toBeUndefined();
      expect(await store.claim("s1", 0, "l1")).toBe(1);
      expect(await other.readClaim("s1")).toEqual({ token: 1, leaseId: "l1" });
      expect(await other.claim("s1", 0, "l2")).toBeUndefined();
      expect(await other.claim("s1", 2, "l2")).toBeUndefined();
      expect(await other.claim("s1", 1, "l2")).toBe(2);
      expect(await store.claim("s1", 1, "l1")).toBeUndefined();
      expect(await store.claim("s1", 2, "l2")).toBe(3);
      expect(await store.readClaim("s2")).toBeUndefined();
    });

    test("of many that claim a device at once one gets it", async () => {
      for (const afterToken of [0, 1, 2]) {
        const tokens = await atOnce((by, racer) => by.claim("s1", afterToken, racer));
        const won = tokens.findIndex((token) => token !== undefined);
        expect(tokens.filter((token) => token !== undefined)).toEqual([afterToken + 1]);
        expect(await other.readClaim("s1")).toMatchObject({ leaseId: racers[won] });
      }
    });

    test("a lease and its claims are made at once, or none of them, where the store can", async () => {
      const begin = async (by: LeaseStore, lease: Lease, afterTokens: readonly number[]) =>
        by.replaceAndClaim === undefined
          ? await oneByOne(by, lease, afterTokens)
          : await by.replaceAndClaim(lease, afterTokens);
      const wanting = (leaseId: string, ...sessionIds: readonly string[]) =>
        sampleLease(leaseId, {
          state: "pending",
          devices: sessionIds.map((sessionId) => ({ sessionId, boxId: "box-1", token: 0 })),
        });
      await other.claim("s2", 0, "before");
      expect(await begin(store, wanting("l1", "s1", "s2"), [0, 1])).toEqual([1, 2]);
      expect(await other.read("l1")).toEqual(wanting("l1", "s1", "s2"));
      expect(await other.readClaim("s2")).toEqual({ token: 2, leaseId: "l1" });
      const late = await begin(other, wanting("l2", "s3", "s2"), [0, 1]);
      const again = await begin(other, wanting("l1", "s3"), [0]);
      expect([late, again]).toEqual([undefined, undefined]);
      const isWhole = store.replaceAndClaim !== undefined;
      expect((await store.read("l2")) === undefined).toBe(isWhole);
      expect((await store.readClaim("s3")) === undefined).toBe(isWhole);
      expect(await store.readClaim("s2")).toEqual({ token: 2, leaseId: "l1" });
    });

    test("of many that make their leases and claim a device with it at once one does", async () => {
      const tokens = await atOnce(async (by, racer) => {
        const devices = [{ sessionId: "s1", boxId: "box-1", token: 0 }];
        const lease = sampleLease(racer, { state: "pending", devices });
        return by.replaceAndClaim?.(lease, [0]) ?? (await oneByOne(by, lease, [0]))?.[0];
      });
      expect(tokens.filter((token) => token !== undefined).flat()).toEqual([1]);
    });

    test("a lease is open until its end was settled, whoever asks", async () => {
      for (const leaseId of ["l1", "l2"]) await store.replace(sampleLease(leaseId));
      expect(await openIds()).toEqual(["l1", "l2"]);
      await other.replace(endedLease("l1", 2));
      expect(await openIds(other)).toEqual(["l1", "l2"]);
      await other.settled("l1");
      await other.settled("l1");
      await other.settled("unknown");
      expect(await openIds()).toEqual(["l2"]);
      expect(await store.read("l1")).toEqual(endedLease("l1", 2));
    });

    test("open leases are read as they are now, in any number", async () => {
      const ids = Array.from({ length: 450 }, (_, index) => `many-${index}`);
      await Promise.all(ids.map((leaseId) => store.replace(sampleLease(leaseId))));
      await store.replace(sampleLease("many-7", { version: 2, purpose: "changed" }));
      const found = new Map<string, Lease>();
      for await (const lease of other.open(never)) found.set(lease.leaseId, lease);
      expect([...found.keys()].sort()).toEqual(ids.sort());
      expect(found.get("many-7")?.purpose).toBe("changed");
    });

    test("leases that were asked for weeks ago are open as well", async () => {
      const askedAtMs = sampleTimeMs - 37 * 86_400_000;
      await store.replace(sampleLease("old", { askedAtMs }));
      expect(await openIds()).toEqual(["old"]);
      await store.replace(sampleLease("new"));
      expect(await openIds()).toEqual(["new", "old"]);
    });

    test("a scan that is not wanted any more ends", async () => {
      await store.replace(sampleLease("l1"));
      const reason = new Error("enough");
      const reading = async () => {
        for await (const _ of store.open(AbortSignal.abort(reason)));
      };
      await expect(reading()).rejects.toBe(reason);
    });

    test("of many that would lead one does, after the one before", async () => {
      expect(await store.readLeader()).toEqual({ version: 0, leaderId: "", untilMs: 0 });
      for (const version of [1, 2]) {
        const untilMs = sampleTimeMs + version;
        const done = await atOnce((by, leaderId) =>
          by.replaceLeader({ version, leaderId, untilMs }),
        );
        expect(done.filter(Boolean)).toHaveLength(1);
        const leaderId = racers[done.indexOf(true)];
        expect(await other.readLeader()).toEqual({ version, leaderId, untilMs });
      }
      expect(await store.replaceLeader({ version: 2, leaderId: "z", untilMs: 0 })).toBe(false);
    });

    test("a probe succeeds, again and again, and leaves nothing to be read", async () => {
      await store.probe();
      await store.probe();
      expect(await openIds()).toEqual([]);
      expect((await store.readLeader()).version).toBe(0);
    });

    test("a store that is closed is unavailable", async () => {
      await store.close();
      await store.close();
      const unavailable = { code: "lease-store-unavailable" };
      await expect(store.read("l1")).rejects.toMatchObject(unavailable);
      await expect(store.replace(sampleLease("l1"))).rejects.toMatchObject(unavailable);
      await expect(store.claim("s1", 0, "l1")).rejects.toMatchObject(unavailable);
      await expect(openIds()).rejects.toMatchObject(unavailable);
      expect(await other.read("l1")).toBeUndefined();
    });
  });
}

/** What `replaceAndClaim` does, in steps; undefined at the first that is refused. */
async function oneByOne(
  store: LeaseStore,
  lease: Lease,
  afterTokens: readonly number[],
): Promise<readonly number[] | undefined> {
  if (!(await store.replace(lease))) return undefined;
  const tokens: number[] = [];
  for (const [index, { sessionId }] of lease.devices.entries()) {
    const token = await store.claim(sessionId, afterTokens[index] ?? 0, lease.leaseId);
    if (token === undefined) return undefined;
    tokens.push(token);
  }
  return tokens;
}

function sampleLease(leaseId: string, more: Partial<Lease> = {}): Lease {
  return {
    ...{ leaseId, version: 1, state: "queued", owner: "admin", holder: "job", purpose: "" },
    ...{ priority: 0, request: {}, ttlMs: 60_000, devices: [] },
    ...{ askedAtMs: sampleTimeMs, untilMs: sampleTimeMs, latestMs: sampleTimeMs + 600_000 },
    ...more,
  };
}

function endedLease(leaseId: string, version: number): Lease {
  const ended = { reason: "released", atMs: sampleTimeMs, by: "admin", detail: "" } as const;
  return sampleLease(leaseId, { version, state: "ended", ended });
}
