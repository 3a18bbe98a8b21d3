import type { Lease } from "@rae/protocol";
import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { FleetIndex } from "../../src/core/fleet-index.ts";
import {
  sampleTimeMs as nowMs,
  sampleBox,
  sampleDevice,
  sampleGrantedLease,
  sampleLease,
  sampleStatus,
} from "../../src/testing/index.ts";

const status = { ...sampleStatus, enforcesLeases: true } as const;
const ended = { reason: "released", atMs: nowMs + 1_000, by: "admin", detail: "" } as const;

let index: FleetIndex;
beforeEach(() => {
  index = new FleetIndex();
  index.apply({ kind: "box", record: sampleBox({ status }) }, nowMs);
  for (const sessionId of ["session-1", "session-2"]) {
    index.apply({ kind: "device", record: sampleDevice({ sessionId }) }, nowMs);
  }
});

const put = (lease: Lease) => index.apply({ kind: "lease", record: lease }, nowMs);
const row = (sessionId = "session-1") => index.device(sessionId);
const holding = (sessionIds: readonly string[], token: number) =>
  sessionIds.map((sessionId) => ({ sessionId, boxId: "box-1", token }));
const matching = (filter: Parameters<FleetIndex["facets"]>[0]) =>
  index
    .listDevices({
      ...{ filter, sort: { field: "id", descending: false }, limit: 10, cursor: undefined },
    })
    .items.map(({ record }) => record.sessionId);

describe("leases", () => {
  test("a granted lease shows at its devices and at no others", () => {
    const lease = sampleGrantedLease();
    const effects = put(lease);
    expect(effects).toMatchObject([
      { kind: "lease", before: undefined, after: lease },
      {
        kind: "device",
        before: { availability: { word: "available" } },
        after: { lease, availability: { word: "leased" } },
      },
    ]);
    expect(row()?.availability.reason).toBe("leased by job-1 until 2023-11-14T22:14:20.000Z");
    expect(row("session-2")?.lease).toBeUndefined();
    expect(index.lease("lease-1")).toEqual(lease);
    expect([...index.leases()]).toEqual([lease]);
  });

  test("one that waits or claims shows at no device", () => {
    expect(put(sampleLease())).toHaveLength(1);
    const devices = holding(["session-1"], 7);
    expect(put(sampleLease({ version: 2, state: "pending", devices }))).toHaveLength(1);
    expect(row()?.availability.word).toBe("available");
    expect(row()?.lease).toBeUndefined();
  });

  test("a renewal shows its new end, the end frees the devices, and the lease stays known", () => {
    put(sampleGrantedLease());
    put(sampleGrantedLease({ version: 4, untilMs: nowMs + 90_000 }));
    expect(row()?.availability.reason).toContain("2023-11-14T22:14:50.000Z");
    const over = sampleGrantedLease({ version: 5, state: "ended", ended });
    expect(put(over).map(({ kind }) => kind)).toEqual(["lease", "device"]);
    expect(row()?.lease).toBeUndefined();
    expect(row()?.availability).toEqual({ word: "available", reason: undefined });
    expect(index.lease("lease-1")).toEqual(over);
  });

  test("of two granted leases the one with the higher token has the device, whichever came first", () => {
    const first = sampleGrantedLease({ devices: holding(["session-1", "session-2"], 4) });
    const second = sampleGrantedLease({
      ...{ leaseId: "lease-2", holder: "job-2", devices: holding(["session-1"], 5) },
    });
    for (const order of [
      [first, second],
      [second, first],
    ]) {
      index = new FleetIndex();
      index.apply({ kind: "box", record: sampleBox({ status }) }, nowMs);
      index.apply({ kind: "device", record: sampleDevice() }, nowMs);
      for (const lease of order) put(lease);
      expect(row()?.lease).toEqual(second);
    }
    put(sampleGrantedLease({ ...second, version: 9, state: "ended", ended }));
    expect(row()?.lease).toEqual(first);
  });

  test("a lease that was heard of before its device shows at it", () => {
    put(sampleGrantedLease({ devices: holding(["session-3"], 1) }));
    index.apply({ kind: "device", record: sampleDevice({ sessionId: "session-3" }) }, nowMs);
    expect(row("session-3")?.availability.word).toBe("leased");
  });

  test("leases that ended long ago are forgotten, those that have not ended never", () => {
    put(sampleGrantedLease());
    for (let number = 0; number <= 1_000; number += 1) {
      put(sampleLease({ leaseId: `over-${number}`, state: "ended", ended }));
    }
    expect(index.lease("over-0")).toBeUndefined();
    expect(index.lease("over-1000")).toBeDefined();
    expect(index.lease("lease-1")).toBeDefined();
  });

  test("lists are narrowed and counted by holder and availability", () => {
    put(sampleGrantedLease());
    expect(matching({ leasedBy: "job-1" })).toEqual(["session-1"]);
    expect(matching({ leasedBy: "job-2" })).toEqual([]);
    expect(matching({ availability: "available" })).toEqual(["session-2"]);
    expect(index.facets({}, ["availability"]).get("availability")).toEqual([
      { value: "available", count: 1 },
      { value: "leased", count: 1 },
    ]);
  });

  test("records that come again, late or in another order change nothing", () => {
    const story = [
      sampleLease(),
      sampleLease({ version: 2, state: "pending", devices: holding(["session-1"], 0) }),
      sampleGrantedLease(),
      sampleGrantedLease({ version: 4, untilMs: nowMs + 90_000 }),
      sampleGrantedLease({ version: 5, state: "ended", ended }),
    ];
    const told = fc.array(fc.constantFrom(...story), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(told, (leases) => {
        index = new FleetIndex();
        index.apply({ kind: "box", record: sampleBox({ status }) }, nowMs);
        index.apply({ kind: "device", record: sampleDevice() }, nowMs);
        let newest = 0;
        for (const lease of leases) {
          expect(put(lease).length > 0).toBe(lease.version > newest);
          newest = Math.max(newest, lease.version);
        }
        expect(index.lease("lease-1")?.version).toBe(newest);
        expect(row()?.lease?.version).toBe(newest === 3 || newest === 4 ? newest : undefined);
      }),
    );
  });
});

describe("the box of a leased device", () => {
  test("a box that is lost makes it absent, though the lease stays", () => {
    put(sampleGrantedLease());
    index.apply({ kind: "box", record: sampleBox({ status, presence: "lost" }) }, nowMs);
    expect(row()?.availability).toEqual({ word: "absent", reason: "its box is away" });
    expect(row()?.lease?.leaseId).toBe("lease-1");
  });

  test("an agent that does not enforce leases makes its devices absent until it does", () => {
    const older = sampleBox({ status: sampleStatus, connection: 2 });
    const effects = index.apply({ kind: "box", record: older }, nowMs);
    expect(effects.map(({ kind }) => kind)).toEqual(["box", "device", "device"]);
    const reason = "the agent of its box does not enforce leases";
    expect(row()?.availability).toEqual({ word: "absent", reason });
    index.apply({ kind: "box", record: sampleBox({ status, connection: 3 }) }, nowMs);
    expect(row()?.availability.word).toBe("available");
  });
});
