import {
  type FleetView,
  openAggregator,
  openRedisFleetView,
  type ViewBatch,
} from "@rae/control-plane";
import { MemoryHistory, sampleBox, sampleDevice } from "@rae/control-plane/testing";
import { type Logger, silentLogger, systemClock } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import { MemoryRecordLog } from "@rae/stream/testing";
import { Registry } from "prom-client";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { RedisServer } from "../harness/redis-server.ts";

const shared = { clock: systemClock, logger: silentLogger };
const nothing: ViewBatch = { devices: [], boxes: [], gateways: [], commands: [], leases: [] };
const boxIds = Array.from({ length: 40 }, (_, index) => `box-${index}`);
const deviceCount = 2_000;
const signal = () => AbortSignal.timeout(20_000);

let server: RedisServer;
let views: FleetView[];
beforeEach(async () => {
  server = await RedisServer.start();
  views = [];
});
afterEach(async () => {
  for (const view of views) await view.close();
  await server.close();
});

function open(): FleetView {
  const { host, port } = server;
  const view = openRedisFleetView({ ...shared, topology: { kind: "single", host, port } });
  views.push(view);
  return view;
}

function fleetAt(revision: number): ViewBatch {
  const devices = Array.from({ length: deviceCount }, (_, index) =>
    sampleDevice({ sessionId: `session-${index}`, boxId: `box-${index % 40}`, revision }),
  );
  return { ...nothing, devices, boxes: boxIds.map((boxId) => sampleBox({ boxId })) };
}

async function revisions(view: FleetView): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>();
  for await (const { kind, record } of (await view.scan(signal())).records) {
    if (kind === "device") found.set(record.sessionId, record.revision);
  }
  return found;
}

async function patiently(work: () => Promise<void>): Promise<void> {
  await eventually(work, { timeoutMs: 20_000, intervalMs: 50 });
}

/** An aggregator on the view and a history in memory, which is written first, as the fold does. */
function keepFilled(history: MemoryHistory): { close(): Promise<void> } {
  const log = new MemoryRecordLog({ clock: systemClock });
  const view = open();
  const aggregator = openAggregator({ ...shared, log, view, history, metrics: new Registry() });
  return {
    async close() {
      await aggregator.close();
      await log.close();
    },
  };
}

describe("a view under an aggregator", () => {
  let history: MemoryHistory;
  let view: FleetView;
  let keeper: { close(): Promise<void> };
  let revision: number;
  beforeEach(async () => {
    history = new MemoryHistory();
    revision = 1;
    await history.write({ ...fleetAt(1), entries: [] });
    keeper = keepFilled(history);
    view = open();
    await patiently(async () => expect((await revisions(view)).size).toBe(deviceCount));
    await patiently(async () => expect(view.completeness()).toBe("complete"));
  });
  afterEach(() => keeper.close());

  /** The next revision of every device, in the history, then in the view. */
  const write = async () => {
    revision += 1;
    const fleet = fleetAt(revision);
    await history.write({ ...fleet, entries: [] });
    await patiently(() => view.apply(fleet));
  };
  const isWhole = async () => {
    await patiently(async () => {
      expect(view.completeness()).toBe("complete");
      const found = await revisions(view);
      expect(found.size).toBe(deviceCount);
      expect(new Set(found.values())).toEqual(new Set([revision]));
    });
  };

  test("killed under writes, without persistence, it is filled again and equals the history", async () => {
    await write();
    const writing = write();
    await server.kill();
    await server.start();
    await writing;
    await write();
    await isWhole();
  });

  test("flushed, followers are told, and it is filled again", async () => {
    const { position } = await view.scan(signal());
    const following = view.changes(position, signal())[Symbol.asyncIterator]().next();
    const lost = expect(following).rejects.toMatchObject({ code: "bad-cursor" });
    await server.cli("flushall");
    await lost;
    await isWhole();
    await write();
    await isWhole();
  });

  test("while it is stopped calls fail, and then all goes on without loss", async () => {
    const { position } = await view.scan(signal());
    server.pause();
    await expect(view.readBoxes(["box-1"])).rejects.toMatchObject({
      code: "view-unavailable",
      retryable: true,
    });
    await expect(view.apply(fleetAt(1))).rejects.toMatchObject({ code: "view-unavailable" });
    const writing = write();
    await expect(view.readBoxes(["box-1"])).rejects.toMatchObject({ code: "view-unavailable" });
    server.resume();
    await writing;
    await isWhole();
    expect((await view.scan(signal())).position.split(".")[0]).toBe(position.split(".")[0]);
  });
});

test("a server that comes back with old data is not trusted: nothing of it is read", async () => {
  await server.close();
  server = await RedisServer.start({ configuration: ["appendonly yes", "appendfsync always"] });
  const view = open();
  await patiently(async () => {
    await view.refill(() => view.apply(fleetAt(3)), signal());
    expect(view.completeness()).toBe("complete");
  });
  await server.stop();
  await server.start();
  expect(Number(await server.cli("dbsize"))).toBeGreaterThan(16);
  await patiently(async () => {
    expect((await view.readDevices(["session-1"])).size).toBe(0);
  });
  // Nobody refills it here, so that it stays so.
  await patiently(async () => expect(view.completeness()).toBe("rebuilding"));
  await expect(view.readDevicesOfBox("box-1")).rejects.toMatchObject({ code: "view-unavailable" });
});

test("one whose refiller died is refilled by another", async () => {
  const [dead, alive] = [open(), open()];
  const { promise: began, resolve: begin } = Promise.withResolvers<void>();
  const stuck = dead
    .refill(() => {
      begin();
      return new Promise(() => {});
    }, signal())
    .catch(() => false);
  await began;
  expect(await alive.refill(async () => {}, signal())).toBe(false);
  await dead.close();
  await patiently(async () => {
    await alive.refill(() => alive.apply(fleetAt(1)), signal());
    expect(alive.completeness()).toBe("complete");
  });
  expect((await revisions(alive)).size).toBe(deviceCount);
  void stuck;
});

test("calls to a server that is not there fail, and it is found once it is there", async () => {
  await server.kill();
  const view = open();
  await expect(view.readBoxes(["box-1"])).rejects.toMatchObject({ code: "view-unavailable" });
  expect(view.completeness()).toBe("rebuilding");
  await server.start();
  await patiently(() => view.apply(fleetAt(1)));
});

test("tombstones and finished commands are forgotten, whichever process does it", async () => {
  const { host, port } = server;
  const brief = { tombstonesMs: 1, finishedMs: 1, trimEveryMs: 50 };
  const view = openRedisFleetView({
    ...{ ...shared, ...brief },
    topology: { kind: "single", host, port },
  });
  views.push(view);
  const ended = { reason: "unplugged", receivedAtMs: 1 };
  await view.apply({
    ...nothing,
    devices: [sampleDevice({ ended }), sampleDevice({ sessionId: "open" })],
  });
  await patiently(async () => {
    const left = await view.readDevices(["session-1", "open"]);
    expect([...left.keys()]).toEqual(["open"]);
  });
});

test("a server that may drop keys is warned of", async () => {
  await server.close();
  const configuration = ["maxmemory 100mb", "maxmemory-policy allkeys-lru"];
  server = await RedisServer.start({ configuration });
  const warned: string[] = [];
  const logger: Logger = Object.assign(Object.create(silentLogger), {
    warn: (_: object, message: string) => warned.push(message),
  });
  const { host, port } = server;
  const topology = { kind: "single", host, port } as const;
  views.push(openRedisFleetView({ topology, clock: systemClock, logger }));
  await patiently(async () =>
    expect(warned.join()).toContain("set maxmemory-policy to noeviction"),
  );
});
