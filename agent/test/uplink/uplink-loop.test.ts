import { defaultBackoff, silentLogger } from "@rae/kit";
import { ManualClock } from "@rae/kit/testing";
import { type BoxStatus, parseBoxEvent, type ResyncConnectionCommand } from "@rae/protocol";
import { expect, onTestFinished, test } from "vitest";
import { MemoryUplink, type Published } from "../../src/testing/memory-uplink.ts";
import { UplinkLoop } from "../../src/uplink/uplink-loop.ts";
import { recordDeltas, testFolder, testRegistry } from "../store/registry-fixture.ts";

const boxStatus: BoxStatus = {
  ...{ agentVersion: "1", outboxRows: 0, outboxBytes: 0, outboxLimitBytes: 1 },
  ...{ supersededDeltas: 0, interfaces: [], links: [] },
};

async function start(status = () => boxStatus) {
  const clock = new ManualClock();
  const registry = testRegistry(testFolder(), { clock });
  const uplink = new MemoryUplink();
  const loop = new UplinkLoop({
    ...{ boxId: "rae-1", uplink, registry, clock, logger: silentLogger },
    window: 64,
    statusIntervalMs: 30_000,
    backoff: { ...defaultBackoff, jitter: 0 },
    status,
    onCommand: () => {},
  });
  const close = async () => {
    const closing = loop.close();
    await clock.advance(5_000);
    await closing;
  };
  onTestFinished(close);
  await clock.advance(0);
  return { clock, registry, uplink, loop, close };
}

const ids = { commandId: "c", boxId: "rae-1" };

function kinds(published: readonly Published[]): string[] {
  return published.map(({ payload }) => parseBoxEvent(payload).kind);
}

function refusal(registryId: string, change: Partial<ResyncConnectionCommand>) {
  return {
    ...{ kind: "resync-connection" as const, commandId: "c", boxId: "rae-1" },
    ...{ refusedRegistryId: registryId, refusedConnection: 1, haveConnection: 40 },
    registrySuperseded: false,
    ...change,
  };
}

test("birth is the first publish of every connection, then the roster, then what waits", async () => {
  const { clock, registry, uplink } = await start();
  uplink.isAcknowledging = false;
  recordDeltas(registry, "s1", 0, 2);
  await clock.advance(0);
  uplink.current?.cut();
  await clock.advance(1_000);

  expect(kinds(uplink.connections[0]?.published ?? [])).toEqual([
    "Birth",
    "Roster",
    "AttributesChanged",
    "AttributesChanged",
  ]);
  expect(kinds(uplink.connections[1]?.published ?? [])).toEqual([
    "Birth",
    "AttributesChanged",
    "AttributesChanged",
    "Roster",
  ]);
});

test("every connection has a higher number, which its will and its birth carry", async () => {
  const { clock, registry, uplink } = await start();
  uplink.current?.cut();
  await clock.advance(1_000);

  const wills = uplink.connections.map(({ will }) => parseBoxEvent(will));
  expect(wills.map(({ kind, connection }) => [kind, connection])).toEqual([
    ["Lost", 1],
    ["Lost", 2],
  ]);
  expect(uplink.presence.map(({ kind, connection }) => [kind, connection])).toEqual([
    ["Birth", 1],
    ["Birth", 2],
  ]);
  expect(registry.connection).toBe(2);
});

test("a number is used up by an attempt that fails", async () => {
  const { clock, registry, uplink } = await start();
  uplink.isReachable = false;
  uplink.current?.cut();
  await clock.advance(500);
  uplink.isReachable = true;
  await clock.advance(5_000);
  expect(uplink.presence.at(-1)?.connection).toBe(registry.connection);
  expect(registry.connection).toBeGreaterThan(2);
});

test("attempts come more and more seldom while the gateway is away", async () => {
  const { clock, registry, uplink } = await start();
  uplink.isReachable = false;
  uplink.current?.cut();
  await clock.advance(200 + 400 + 800 + 1_600);
  const early = registry.connection;
  await clock.advance(60_000);
  expect(early).toBe(5);
  expect(registry.connection).toBeLessThan(12);
});

test("a status goes up every half minute, and one for many changes of links", async () => {
  const { clock, uplink, loop } = await start();
  await clock.advance(30_000);
  expect(kinds(uplink.current?.published ?? [])).toEqual(["Birth", "Roster", "Status"]);
  for (let change = 0; change < 10; change += 1) {
    loop.statusChanged();
    await clock.advance(50);
  }
  await clock.advance(1_000);
  expect(kinds(uplink.current?.published ?? []).slice(3)).toEqual(["Status"]);
});

test("a status that cannot be read costs no connection, neither at birth nor later", async () => {
  let isReadable = false;
  const { clock, uplink } = await start(() => {
    if (!isReadable) throw new Error("the interfaces cannot be listed");
    return boxStatus;
  });
  await clock.advance(1_000);
  expect(uplink.connections.filter(({ isOver }) => !isOver)).toEqual([]);
  isReadable = true;
  await clock.advance(5_000);
  const { current } = uplink;
  expect(kinds(current?.published ?? [])).toEqual(["Birth", "Roster"]);
  isReadable = false;
  await clock.advance(60_000);
  expect(kinds(current?.published ?? [])).toEqual(["Birth", "Roster"]);
  isReadable = true;
  await clock.advance(30_000);
  expect(uplink.current).toBe(current);
  expect(kinds(current?.published ?? [])).toEqual(["Birth", "Roster", "Status"]);
});

test("no second status goes while one is unacknowledged", async () => {
  const { clock, uplink } = await start();
  uplink.isAcknowledging = false;
  await clock.advance(100_000);
  expect(kinds(uplink.current?.published ?? []).filter((kind) => kind === "Status")).toHaveLength(
    1,
  );
});

test("a refused birth makes the box go on behind the number that the control plane holds", async () => {
  const { clock, registry, uplink, loop } = await start();
  const { registryId } = registry;
  loop.resync(refusal(registryId, {}));
  await clock.advance(1_000);
  expect(uplink.presence.at(-1)).toMatchObject({ kind: "Birth", connection: 41, registryId });
});

test("a registry that was superseded takes a new id", async () => {
  const { clock, registry, uplink, loop } = await start();
  const { registryId } = registry;
  loop.resync(refusal(registryId, { registrySuperseded: true }));
  await clock.advance(1_000);
  expect(registry.registryId).not.toBe(registryId);
  expect(uplink.presence.at(-1)).toMatchObject({ connection: 41, registryId: registry.registryId });
});

test.each([
  ["another registry", { refusedRegistryId: "other" }],
  ["an older connection", { refusedConnection: 0 }],
])("a refusal of %s changes nothing", async (_name, change) => {
  const { clock, registry, uplink, loop } = await start();
  loop.resync(refusal(registry.registryId, change));
  await clock.advance(1_000);
  expect(uplink.connections).toHaveLength(1);
  expect(registry.connection).toBe(1);
});

test("the end says stopped before it disconnects, and waits for no gateway for ever", async () => {
  const { uplink, close } = await start();
  const { current } = uplink;
  uplink.isAcknowledging = false;
  await close();
  const last = parseBoxEvent(current?.published.at(-1)?.payload ?? new Uint8Array());
  expect(last).toMatchObject({ kind: "Lost", reason: "stopped", connection: 1 });
  expect(current?.isOver).toBe(true);
});

test("another client that takes the place shows in the next birth, and no more when it has stopped", async () => {
  const { clock, uplink, loop } = await start();
  const takeOver = async () => {
    loop.replaced({ ...ids, kind: "connection-replaced", peer: "192.0.2.9 40112" });
    uplink.current?.cut("the gateway closed the connection");
    await clock.advance(20_000);
  };
  const sinceMs = clock.nowMs();
  await takeOver();
  await takeOver();
  const birth = uplink.presence.findLast(({ kind }) => kind === "Birth");
  expect(birth).toMatchObject({ status: { identityConflict: { takeovers: 2, sinceMs } } });
  await clock.advance(300_000);
  expect(uplink.presence.at(-1)).toMatchObject({ kind: "Status" });
  expect(uplink.presence.at(-1)).not.toHaveProperty("status.identityConflict");
});

test("while another client takes the place, the pauses grow, however long a connection has lived", async () => {
  const { clock, uplink, loop } = await start();
  const pausesMs: number[] = [];
  for (let count = 0; count < 8; count += 1) {
    await clock.advance(5_000);
    loop.replaced({ ...ids, kind: "connection-replaced", peer: "192.0.2.9 40112" });
    uplink.current?.cut("the gateway closed the connection");
    const cutMs = clock.nowMs();
    while (uplink.current === undefined) await clock.advance(100);
    pausesMs.push(clock.nowMs() - cutMs);
  }
  expect(pausesMs).toEqual(pausesMs.toSorted((a, b) => a - b));
  expect(pausesMs.at(-1)).toBeGreaterThan(10_000);
});

test("a box that reconnects by itself has no conflict", async () => {
  const { clock, uplink } = await start();
  for (let count = 0; count < 10; count += 1) {
    uplink.current?.cut();
    await clock.advance(20_000);
  }
  expect(uplink.presence.at(-1)).not.toHaveProperty("status.identityConflict");
});
