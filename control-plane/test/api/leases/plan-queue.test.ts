import { describe, expect, test } from "vitest";
import { parseLeaseRequest } from "../../../src/api/leases/lease-request.ts";
import { planQueue, queueOrder, type WaitingLease } from "../../../src/api/leases/plan-queue.ts";
import { Sight } from "../../../src/core/access/sight.ts";
import type { DeviceRow } from "../../../src/core/fleet-index-row.ts";
import { sampleDevice } from "../../../src/testing/index.ts";
import { attributes } from "../api-lab.ts";

const nowMs = 1_000_000_000;

function device(sessionId: string, model = "Roku", boxId = "box-1"): DeviceRow {
  return {
    record: sampleDevice({
      ...{ sessionId, boxId },
      attributes: attributes({ "model.name": model }, nowMs),
    }),
    state: "online",
    stateReason: undefined,
    lease: undefined,
    availability: { word: "available", reason: undefined },
    tenant: "default",
  };
}

function waiting(leaseId: string, request: object, waitedMs = 0, priority = 5): WaitingLease {
  return {
    lease: { leaseId, priority, askedAtMs: nowMs - waitedMs },
    request: parseLeaseRequest({ ...request, ttlMs: 60_000, waitMs: 60_000 }),
    sight: Sight.everything,
  };
}

function plan(queue: readonly WaitingLease[], free: readonly DeviceRow[]) {
  const options = { nowMs, random: () => 0, idOf: ({ text }: { text: string }) => text };
  const planned = planQueue(queue, free, options);
  const ids = [...planned].map(([leaseId, rows]) => [
    leaseId,
    rows.map(({ record }) => record.sessionId),
  ]);
  return Object.fromEntries(ids);
}

const any = { match: {} };
const roku = { match: { attributes: { "model.name": "Roku" } } };

describe("order", () => {
  const order = (...queue: WaitingLease[]) =>
    queueOrder(queue, nowMs).map((each) => each.lease.leaseId);

  test("the higher priority is served first, of equal ones the older", () => {
    const queue = [waiting("young", any, 1), waiting("old", any, 2), waiting("high", any, 0, 6)];
    expect(order(...queue)).toEqual(["high", "old", "young"]);
  });

  test("each minute of waiting raises the priority by one, so that nobody waits for ever", () => {
    expect(order(waiting("low", any, 359_000, 0), waiting("high", any, 0, 6))).toEqual([
      "high",
      "low",
    ]);
    expect(order(waiting("low", any, 360_000, 0), waiting("high", any, 0, 6))).toEqual([
      "low",
      "high",
    ]);
  });
});

describe("plan", () => {
  test("what cannot be met now is passed over", () => {
    const queue = [
      waiting("tv", { match: { attributes: { "model.name": "LG" } } }, 9),
      waiting("roku", roku),
    ];
    expect(plan(queue, [device("d1")])).toEqual({ roku: ["d1"] });
  });

  test("no device is planned for two", () => {
    const queue = [waiting("a", any, 2), waiting("b", any, 1), waiting("c", any)];
    expect(plan(queue, [device("d1"), device("d2")])).toEqual({ a: ["d1"], b: ["d2"] });
  });

  test("several devices are got all or none", () => {
    const pair = waiting("pair", { ...any, count: 2 }, 2);
    expect(plan([pair], [device("d1")])).toEqual({});
    expect(plan([pair], [device("d1"), device("d2")])).toEqual({ pair: ["d1", "d2"] });
    const named = waiting("named", { devices: ["d2", "d1"] });
    expect(plan([named], [device("d1")])).toEqual({});
    expect(plan([named], [device("d1"), device("d2")])).toEqual({ named: ["d2", "d1"] });
  });

  test("a pair that waits lets younger ones pass at first, and after 30 s keeps what comes free for it", () => {
    const single = waiting("single", any);
    const young = waiting("pair", { ...any, count: 2 }, 30_000);
    expect(plan([young, single], [device("d1")])).toEqual({ single: ["d1"] });
    const old = waiting("pair", { ...any, count: 2 }, 30_001);
    expect(plan([old, single], [device("d1")])).toEqual({});
    expect(plan([old, single], [device("d1"), device("d2"), device("d3")])).toEqual({
      ...{ pair: ["d1", "d2"], single: ["d3"] },
    });
  });

  test("what a pair keeps does not hold up who is before it", () => {
    const queue = [waiting("pair", { ...any, count: 2 }, 40_000), waiting("high", any, 0, 9)];
    expect(plan(queue, [device("d1")])).toEqual({ high: ["d1"] });
  });

  test("a pair for one box keeps devices of one box only", () => {
    const pair = waiting("pair", { ...any, count: 3, sameBox: true }, 40_000);
    const free = [device("d1"), device("d2", "Roku", "box-2"), device("d3", "Roku", "box-2")];
    expect(plan([pair, waiting("single", any)], free)).toEqual({ single: ["d1"] });
  });

  test("a device that is asleep goes to who names it only", () => {
    const asleep: DeviceRow = {
      ...device("d1"),
      availability: { word: "asleep", reason: "asleep" },
    };
    expect(plan([waiting("any", any)], [asleep])).toEqual({});
    expect(plan([waiting("named", { device: "d1" })], [asleep])).toEqual({ named: ["d1"] });
  });
});
