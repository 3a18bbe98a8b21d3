import { sharedEngines } from "@rae/deploy/engines/testing";
import { silentLogger, systemClock } from "@rae/kit";
import { type Lease, terminalStates } from "@rae/protocol";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openRedisFleetView } from "../../src/adapters/redis/fleet-view.ts";
import { shardOf } from "../../src/adapters/redis/shard.ts";
import { isNewerBox, isNewerGateway } from "../../src/core/box-order.ts";
import type { BoxRecord, GatewayRecord } from "../../src/core/box-record.ts";
import { isNewerCommand } from "../../src/core/command-order.ts";
import type { CommandRecord } from "../../src/core/command-record.ts";
import { isNewerDevice } from "../../src/core/device-order.ts";
import type { DeviceRecord } from "../../src/core/device-record.ts";
import { isNewerLease } from "../../src/core/lease-order.ts";
import type { FleetView, ViewBatch } from "../../src/ports/fleet-view.ts";
import {
  sampleBox,
  sampleCommand,
  sampleDevice,
  sampleGateway,
  sampleLease,
} from "../../src/testing/sample-records.ts";

/**
 * The guards are written twice, in TypeScript for all stores and in Lua for Redis: random pairs of records are stored one over
 * the other, and what stays must be what the TypeScript says.
 */
const pairsAtOnce = 200;
const runs = 8;

let view: FleetView;
beforeAll(() => {
  view = openRedisFleetView({
    topology: { kind: "single", ...sharedEngines().redis },
    keyPrefix: `guards:${crypto.randomUUID()}:`,
    clock: systemClock,
    logger: silentLogger,
  });
});
afterAll(async () => {
  await view.clear();
  await view.close();
});

const applied = (batch: Partial<ViewBatch>) =>
  view.apply({ devices: [], boxes: [], gateways: [], commands: [], leases: [], ...batch });

interface Guard<R> {
  readonly record: fc.Arbitrary<Partial<R>>;
  readonly make: (id: string, part: Partial<R>, place: number) => R;
  readonly isNewer: (next: R, stored: R) => boolean;
  readonly write: (records: readonly R[]) => Promise<void>;
  readonly read: (ids: readonly string[]) => Promise<ReadonlyMap<string, R>>;
}

async function holds<R>({ record, make, isNewer, write, read }: Guard<R>): Promise<void> {
  const pairs = fc.array(fc.tuple(record, record), {
    minLength: pairsAtOnce,
    maxLength: pairsAtOnce,
  });
  const seen = new Set<boolean>();
  const property = fc.asyncProperty(pairs, async (parts) => {
    const ids = parts.map(() => crypto.randomUUID());
    const stored = parts.map(([part], index) => make(ids[index] ?? "", part, 1));
    const next = parts.map(([, part], index) => make(ids[index] ?? "", part, 2));
    await write(stored);
    await write(next);
    const found = await read(ids);
    const expected = ids.map((id, index) => {
      const [before, after] = [stored[index], next[index]];
      if (before === undefined || after === undefined) throw new Error("no pair");
      const wins = isNewer(after, before);
      seen.add(wins);
      return [id, wins ? after : before];
    });
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected));
  });
  await fc.assert(property, { numRuns: runs, endOnFailure: true });
  expect([...seen].sort()).toEqual([false, true]);
}

/** A box in the shard of `box-1`. */
const otherBox =
  Array.from({ length: 1_000 }, (_, index) => `box-${index + 2}`).find(
    (boxId) => shardOf(boxId) === shardOf("box-1"),
  ) ?? "";
const few = fc.integer({ min: 0, max: 2 });
const registry = fc.constantFrom("r", "r-1", "r 2", "r%2", "", "é");

test("devices", async () => {
  await holds<DeviceRecord>({
    record: fc.record({
      boxId: fc.constantFrom("box-1", "box-1", "box-1", otherBox),
      revision: fc.oneof(few, fc.constantFrom(9, 10, 2 ** 53 - 1)),
      stale: fc.boolean(),
      ended: fc.option(fc.constant({ reason: "unplugged", receivedAtMs: systemClock.nowMs() }), {
        freq: 3,
        nil: undefined,
      }),
    }) as fc.Arbitrary<Partial<DeviceRecord>>,
    make: (sessionId, part, place) =>
      sampleDevice({ ...defined(part), sessionId, observedAtMs: place }),
    isNewer: isNewerDevice,
    write: (devices) => applied({ devices }),
    read: (ids) => view.readDevices(ids),
  });
});

test("boxes", async () => {
  await holds<BoxRecord>({
    record: fc.record({
      registryId: registry,
      supersededRegistryIds: fc.array(registry, { maxLength: 3 }),
      connection: fc.oneof(few, fc.constantFrom(9, 10)),
      presence: fc.constantFrom("present", "lost"),
      statusReceivedAtMs: few,
      roster: fc.option(fc.record({ connection: few, sequence: fc.constantFrom(0, 9, 10) }), {
        nil: undefined,
      }),
    }) as fc.Arbitrary<Partial<BoxRecord>>,
    make: (boxId, part, place) => sampleBox({ ...defined(part), boxId, sinceMs: place }),
    isNewer: isNewerBox,
    write: (boxes) => applied({ boxes }),
    read: (ids) => view.readBoxes(ids),
  });
});

test("leases", async () => {
  await holds<Lease>({
    record: fc.record({ version: fc.constantFrom(1, 2, 9, 10, 100) }),
    make: (leaseId, part, place) => sampleLease({ ...part, leaseId, untilMs: place }),
    isNewer: isNewerLease,
    write: (leases) => applied({ leases }),
    read: (ids) => view.readLeases(ids),
  });
});

test("commands", async () => {
  const late = { commandId: "c", boxId: "b", sessionId: "s", source: "agent", atMs: 1 } as const;
  await holds<CommandRecord>({
    record: fc.record({
      state: fc.constantFrom("pending", "sent", "started", ...terminalStates),
      provisional: fc.constantFrom(undefined, undefined, true),
      late: fc.array(fc.constant({ ...late, state: "failed" }), { maxLength: 2 }),
      finishedAtMs: fc.constantFrom(undefined, systemClock.nowMs()),
      requestedAtMs: fc.constant(systemClock.nowMs()),
    }) as fc.Arbitrary<Partial<CommandRecord>>,
    make: (commandId, part, place) =>
      sampleCommand({ ...defined(part), commandId, deadlineMs: place }),
    isNewer: isNewerCommand,
    write: (commands) => applied({ commands }),
    read: (ids) => view.readCommands(ids),
  });
});

test("gateways", async () => {
  const found = async (ids: readonly string[]) => {
    const all = new Map<string, GatewayRecord>();
    const wanted = new Set(ids);
    const { records } = await view.scan(AbortSignal.timeout(10_000));
    for await (const { kind, record } of records) {
      if (kind === "gateway" && wanted.has(record.gatewayId)) all.set(record.gatewayId, record);
      if (kind === "device") break;
    }
    return all;
  };
  const nowMs = systemClock.nowMs();
  await holds<GatewayRecord>({
    record: fc.record({
      aliveAtMs: few.map((each) => nowMs + each),
      stopped: fc.boolean(),
    }),
    make: (gatewayId, part) => sampleGateway({ ...part, gatewayId }),
    isNewer: isNewerGateway,
    write: (gateways) => applied({ gateways }),
    read: found,
  });
});

/** Without the properties that are undefined, which JSON does not keep. */
function defined<T extends object>(part: T): T {
  return Object.fromEntries(Object.entries(part).filter(([, value]) => value !== undefined)) as T;
}
