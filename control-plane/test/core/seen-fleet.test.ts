import type { Lease } from "@rae/protocol";
import { beforeEach, describe, expect, test } from "vitest";
import type { ShareRecord } from "../../src/core/access/access-record.ts";
import { Assignments, assignmentId } from "../../src/core/access/assignments.ts";
import { decide } from "../../src/core/access/decide.ts";
import type { Principal } from "../../src/core/access/principal.ts";
import { isSameSight, Sight } from "../../src/core/access/sight.ts";
import { FleetIndex } from "../../src/core/fleet-index.ts";
import type { DeviceFilter } from "../../src/core/fleet-index-filter.ts";
import { fleetSeenBy } from "../../src/core/seen-fleet.ts";
import {
  sampleTimeMs as nowMs,
  sampleBox,
  sampleDevice,
  sampleGateway,
  sampleGrantedLease,
  sampleStatus,
} from "../../src/testing/index.ts";

const status = { ...sampleStatus, enforcesLeases: true as const };
let index: FleetIndex;
beforeEach(() => {
  index = new FleetIndex();
  index.apply({ kind: "gateway", record: sampleGateway() }, nowMs);
  for (const tenant of ["a", "b"]) {
    putBox(`box-${tenant}`, tenant);
    for (const asset of ["tv-1", "tv-2"]) put(`${tenant}-${asset}`, `box-${tenant}`, asset);
  }
});

function putBox(boxId: string, tenant: string | undefined, connection = 1) {
  const record = sampleBox({ boxId, status, connection, ...(tenant && { tenant }) });
  return index.apply({ kind: "box", record }, nowMs);
}

function put(sessionId: string, boxId: string, asset: string, values: object = {}, revision = 1) {
  const all = { "connection.state": "online", "identity.asset": asset, ...values };
  const attributes = Object.fromEntries(
    Object.entries(all).map(([name, value]) => [name, { value, observedAtMs: nowMs }]),
  );
  const record = sampleDevice({ sessionId, boxId, attributes, revision });
  return index.apply({ kind: "device", record }, nowMs);
}

function share(changes: Partial<ShareRecord> = {}): ShareRecord {
  return {
    ...{ kind: "share", id: "share-1", version: 1, madeBy: "admin", madeAtMs: 1 },
    ...{ tenant: "b", withTenant: "a", role: "tester", assets: ["tv-2"], ...changes },
  };
}

const sightOf = (tenant: string, ...shares: ShareRecord[]) => Sight.ofTenant(tenant, shares, nowMs);
const sort = { field: "id", descending: false } as const;

function seenBy(tenant: string, ...shares: ShareRecord[]) {
  const fleet = fleetSeenBy(index, sightOf(tenant, ...shares));
  const list = (
    filter: DeviceFilter = {},
    order: { field: "id" | "asset"; descending: boolean } = sort,
  ) => {
    const ids: string[] = [];
    let cursor: string | undefined;
    do {
      const page = fleet.listDevices({ filter, sort: order, limit: 1, cursor });
      ids.push(...page.items.map(({ record }) => record.sessionId));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    return ids;
  };
  return { fleet, list };
}

describe("a tenant", () => {
  test("sees its own devices and boxes, in lists, counts and by name", () => {
    const { fleet, list } = seenBy("a");
    expect(list()).toEqual(["a-tv-1", "a-tv-2"]);
    expect(list({}, { field: "id", descending: true })).toEqual(["a-tv-2", "a-tv-1"]);
    expect(list({}, { field: "asset", descending: false })).toEqual(["a-tv-1", "a-tv-2"]);
    expect(list({ boxId: "box-b" })).toEqual([]);
    const attributes = [{ name: "identity.asset", value: "tv-1" }];
    expect(list({ attributes })).toEqual(["a-tv-1"]);
    expect(fleet.facets({}, ["box"]).get("box")).toEqual([{ value: "box-a", count: 2 }]);
    expect(fleet.device("b-tv-1")).toBeUndefined();
    expect(fleet.deviceByAsset("tv-1")?.record.sessionId).toBe("a-tv-1");
    expect(fleet.box("box-b")).toBeUndefined();
    expect([...fleet.boxes()].map(({ boxId }) => boxId)).toEqual(["box-a"]);
    expect(fleet.listBoxes(1, undefined)).toMatchObject({ nextCursor: null });
    expect([...fleet.devicesOfBox("box-b")]).toEqual([]);
    expect(fleet.rowOf(sampleDevice({ boxId: "box-b" }), "left")).toBeUndefined();
    expect(fleet.rowOf(sampleDevice({ boxId: "box-a" }), "left")).toMatchObject({ tenant: "a" });
  });

  test("has what nobody gave to another one if it is `default`, and nothing of a box that was never heard of", () => {
    putBox("box-c", undefined);
    put("c-tv-1", "box-c", "tv-1");
    put("d-tv-1", "box-d", "tv-1");
    expect(seenBy("default").list()).toEqual(["c-tv-1"]);
    const all = fleetSeenBy(index, Sight.everything);
    expect(all).toBe(index);
    expect(all.device("d-tv-1")?.tenant).toBeUndefined();
    putBox("box-d", "a");
    expect(seenBy("a").list()).toContain("d-tv-1");
  });

  test("loses a box and its devices to the tenant with whose certificate the box comes back", () => {
    const effects = putBox("box-a", "b", 2);
    expect(effects).toMatchObject([
      { kind: "box", before: { tenant: "a" }, box: { tenant: "b" } },
      { kind: "device", before: { tenant: "a" }, after: { tenant: "b" } },
      { kind: "device", before: { tenant: "a" }, after: { tenant: "b" } },
    ]);
    expect(seenBy("a").list()).toEqual([]);
    expect(seenBy("b").list()).toEqual(["a-tv-1", "a-tv-2", "b-tv-1", "b-tv-2"]);
  });
});

describe("an assignment", () => {
  const names = { ofTenant: "a", asset: "tv-1" };
  const assignments = Assignments.of(
    [
      {
        ...{ kind: "assignment", id: assignmentId(names), version: 1, madeBy: "x", madeAtMs: 1 },
        ...{ ...names, tenant: "b" },
      },
    ],
    nowMs,
  );

  test("gives a device to another tenant, and its box stays where it is", () => {
    expect(index.assign(assignments)).toMatchObject([
      { kind: "device", before: { tenant: "a" }, after: { tenant: "b" } },
    ]);
    expect(index.assign(assignments)).toEqual([]);
    expect(seenBy("a").list()).toEqual(["a-tv-2"]);
    expect([...seenBy("a").fleet.devicesOfBox("box-a")]).toHaveLength(1);
    expect(seenBy("b").list()).toEqual(["a-tv-1", "b-tv-1", "b-tv-2"]);
    expect(seenBy("b").fleet.box("box-a")).toBeUndefined();
    expect(index.assign(Assignments.none)).toHaveLength(1);
    expect(seenBy("a").list()).toEqual(["a-tv-1", "a-tv-2"]);
  });

  test("follows the asset name", () => {
    index.assign(assignments);
    put("a-tv-1", "box-a", "tv-3", {}, 2);
    put("a-tv-2", "box-a", "tv-1", {}, 2);
    expect(seenBy("a").list()).toEqual(["a-tv-1"]);
  });
});

describe("a share", () => {
  const asker = (role: Principal["role"]): Principal => ({
    ...{ id: "token:1", name: "", tenant: "a", role, reach: "tenant" },
  });
  const may = (role: Principal["role"], sight: Sight, sessionId: string) => {
    const row = index.device(sessionId);
    return row && decide(asker(role), "devices.command", sight.resourceOf(row));
  };

  test("by asset names shows these devices of that tenant, without their box", () => {
    putBox("box-c", "c");
    put("c-tv-2", "box-c", "tv-2");
    const { fleet, list } = seenBy("a", share());
    expect(list()).toEqual(["a-tv-1", "a-tv-2", "b-tv-2"]);
    expect(list({}, { field: "id", descending: true })).toEqual(["b-tv-2", "a-tv-2", "a-tv-1"]);
    expect(list({ boxId: "box-b" })).toEqual(["b-tv-2"]);
    expect(fleet.box("box-b")).toBeUndefined();
    expect(seenBy("c", share()).list()).toEqual(["c-tv-2"]);
  });

  test("by match shows what meets it now", () => {
    const match = { attributes: { "model.name": "Roku" } };
    const { assets: _, ...rest } = share();
    const byMatch: ShareRecord = { ...rest, match };
    expect(seenBy("a", byMatch).list()).toEqual(["a-tv-1", "a-tv-2"]);
    put("b-tv-1", "box-b", "tv-1", { "model.name": "Roku" }, 2);
    expect(seenBy("a", byMatch).list()).toEqual(["a-tv-1", "a-tv-2", "b-tv-1"]);
    expect(seenBy("a", byMatch, share()).list()).toHaveLength(4);
    const everything: ShareRecord = { ...rest, match: {} };
    expect(seenBy("a", everything, share({ id: "share-2" })).list()).toHaveLength(4);
  });

  test.each([
    { expiresAtMs: nowMs },
    { revoked: { by: "x", atMs: 1 } },
    { withTenant: "c" },
    { match: { colour: "red" }, assets: undefined },
  ])("counts for nothing: %o", (changes) => {
    expect(seenBy("a", share(changes as Partial<ShareRecord>)).list()).toEqual([
      "a-tv-1",
      "a-tv-2",
    ]);
  });

  test("gives its role, and no more than that of who asks", () => {
    const tester = sightOf("a", share());
    const viewer = sightOf("a", share({ role: "viewer" }));
    expect(may("tester", tester, "b-tv-2")).toEqual({ allowed: true });
    expect(may("viewer", tester, "b-tv-2")).toEqual({ allowed: false, why: "role" });
    expect(may("admin", viewer, "b-tv-2")).toEqual({ allowed: false, why: "role" });
    expect(may("admin", tester, "b-tv-1")).toEqual({ allowed: false, why: "hidden" });
    expect(may("tester", viewer, "a-tv-1")).toEqual({ allowed: true });
    const both = sightOf("a", share({ role: "viewer" }), share({ id: "share-2" }));
    expect(may("admin", both, "b-tv-2")).toEqual({ allowed: true });
  });

  test("that changes makes another sight", () => {
    expect(isSameSight(sightOf("a", share()), sightOf("a", share()))).toBe(true);
    expect(isSameSight(sightOf("a", share()), sightOf("a", share({ version: 2 })))).toBe(false);
    expect(isSameSight(sightOf("a"), sightOf("b"))).toBe(false);
    expect(isSameSight(Sight.everything, Sight.everything)).toBe(true);
  });
});

describe("a lease", () => {
  const of = (tenant: string | undefined, sessionIds: readonly string[]): Lease => ({
    ...sampleGrantedLease({
      ...{ leaseId: `lease-of-${tenant}`, holder: "nightly", purpose: "secret" },
      devices: sessionIds.map((sessionId) => ({ sessionId, boxId: "box-b", token: 3 })),
      untilMs: nowMs + 60_000,
    }),
    ...(tenant === undefined ? {} : { tenant }),
  });
  const apply = (lease: Lease) => index.apply({ kind: "lease", record: lease }, nowMs);

  test("shows whole to the tenant that asked for it, also when its devices do not any more", () => {
    const lease = of("a", ["b-tv-2"]);
    apply(lease);
    expect(seenBy("a").fleet.lease(lease.leaseId)).toBe(lease);
    expect(seenBy("a", share()).fleet.device("b-tv-2")?.lease).toBe(lease);
  });

  test("shows to the tenant of its devices without who has them and what for", () => {
    const lease = of("a", ["b-tv-2", "a-tv-1"]);
    apply(lease);
    const { fleet } = seenBy("b");
    const shown = fleet.lease(lease.leaseId);
    expect(shown?.devices.map(({ sessionId }) => sessionId)).toEqual(["b-tv-2"]);
    expect(JSON.stringify(shown)).not.toMatch(/nightly|secret|a-tv-1/);
    const row = fleet.device("b-tv-2");
    expect(row?.availability.word).toBe("leased");
    expect(row?.availability.reason).toMatch(/^leased by another tenant until /);
    expect(JSON.stringify(row)).not.toMatch(/nightly|secret|a-tv-1/);
    expect(seenBy("b").list({ leasedBy: "nightly" })).toEqual([]);
    expect(seenBy("b").list({ leasedBy: "another tenant" })).toEqual(["b-tv-2"]);
    expect(fleet.device("b-tv-2")).toBe(row);
  });

  test("of devices that are not seen is not there", () => {
    const lease = of("b", ["b-tv-2"]);
    apply(lease);
    expect(seenBy("a").fleet.lease(lease.leaseId)).toBeUndefined();
    expect([...seenBy("a").fleet.leases()]).toEqual([]);
    expect(seenBy("a").fleet.showLease(lease)).toBeUndefined();
  });

  test("of an older version is the default tenant's", () => {
    const lease = of(undefined, ["b-tv-2"]);
    apply(lease);
    expect(seenBy("default").fleet.lease(lease.leaseId)).toBe(lease);
    expect(seenBy("b").fleet.lease(lease.leaseId)?.holder).toBe("another tenant");
  });
});
