import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type Clock, silentLogger, systemClock } from "@rae/kit";
import { ManualClock } from "@rae/kit/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openSqliteFleetView } from "../../src/adapters/sqlite/fleet-view.ts";
import type { FleetView, ViewBatch, ViewPosition } from "../../src/ports/fleet-view.ts";
import {
  sampleCommand,
  sampleDevice,
  sampleGateway,
  sampleTimeMs,
} from "../../src/testing/sample-records.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const nothing: ViewBatch = { devices: [], boxes: [], gateways: [], commands: [], leases: [] };

let folder: string;
let opened: FleetView[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rae-view-"));
  opened = [];
});
afterEach(async () => {
  for (const view of opened) await view.close();
  rmSync(folder, { recursive: true });
});

function open(clock: Clock = systemClock, name = "view.sqlite"): FleetView {
  const path = join(folder, name);
  const trimEveryMs = 6 * hourMs;
  const view = openSqliteFleetView({ path, clock, logger: silentLogger, trimEveryMs });
  opened.push(view);
  return view;
}
const positionOf = async (view: FleetView) =>
  (await view.scan(AbortSignal.timeout(5_000))).position;
async function firstChanges(view: FleetView, position: ViewPosition) {
  for await (const changes of view.changes(position, AbortSignal.timeout(5_000))) {
    return changes.map((each) => each.change);
  }
  throw new Error("no change came");
}
const device = async (view: FleetView) => (await view.readDevices(["session-1"])).get("session-1");

test("positions do not survive the machine: the newest may be lost with the power and be given again", async () => {
  const first = open();
  const position = await positionOf(first);
  await first.apply({ ...nothing, devices: [sampleDevice()] });
  await first.sync();
  await first.close();
  const file = new DatabaseSync(join(folder, "view.sqlite"));
  file.exec("UPDATE epoch SET machine_start = 'an earlier one'");
  file.close();
  const second = open();
  expect(await device(second)).toEqual(sampleDevice());
  await expect(firstChanges(second, position)).rejects.toMatchObject({ code: "bad-cursor" });
  const third = open();
  expect(await positionOf(third)).toBe(await positionOf(second));
});

test("records and positions survive the process", async () => {
  const first = open();
  const position = await positionOf(first);
  await first.apply({ ...nothing, devices: [sampleDevice()] });
  await first.close();
  const second = open();
  expect(await device(second)).toEqual(sampleDevice());
  expect(await firstChanges(second, position)).toEqual([
    { kind: "device", record: sampleDevice() },
  ]);
});

test("a reader in another process sees a write", async () => {
  const [writer, reader] = [open(), open()];
  const waiting = firstChanges(reader, await positionOf(reader));
  await writer.apply({ ...nothing, devices: [sampleDevice()] });
  expect(await waiting).toEqual([{ kind: "device", record: sampleDevice() }]);
});

test("nobody polls the file while nobody watches it", async () => {
  const clock = new ManualClock(sampleTimeMs);
  const view = open(clock);
  const idle = clock.pending;
  const stop = new AbortController();
  const watching = view
    .changes(await positionOf(view), stop.signal)
    [Symbol.asyncIterator]()
    .next();
  expect(clock.pending).toBe(idle + 1);
  stop.abort();
  expect(await watching).toMatchObject({ done: true });
  expect(clock.pending).toBe(idle);
});

test("a position of a view that was made anew is refused", async () => {
  const first = open();
  await first.apply({ ...nothing, devices: [sampleDevice()] });
  const position = await positionOf(first);
  const other = open(systemClock, "other.sqlite");
  await other.apply({ ...nothing, devices: [sampleDevice()] });
  await expect(firstChanges(other, position)).rejects.toMatchObject({ code: "bad-cursor" });
});

test("a file that another process is writing fails at once, and nothing of the batch is written", async () => {
  const view = open();
  const other = new DatabaseSync(join(folder, "view.sqlite"));
  other.exec("BEGIN IMMEDIATE");
  const apply = () => view.apply({ ...nothing, devices: [sampleDevice()] });
  await expect(apply()).rejects.toMatchObject({ code: "view-unavailable", retryable: true });
  expect(await device(view)).toBeUndefined();
  other.exec("ROLLBACK");
  other.close();
  await apply();
  expect(await device(view)).toEqual(sampleDevice());
});

test("tombstones, finished commands and gateways long silent are forgotten in time", async () => {
  const clock = new ManualClock(sampleTimeMs);
  const view = open(clock);
  await view.apply({
    ...nothing,
    devices: [
      sampleDevice({ ended: { reason: "unplugged", receivedAtMs: sampleTimeMs } }),
      sampleDevice({ sessionId: "open" }),
    ],
    gateways: [sampleGateway()],
    commands: [
      sampleCommand({ state: "failed", finishedAtMs: sampleTimeMs }),
      sampleCommand({ commandId: "open" }),
    ],
  });
  const held = async () => ({
    devices: [...(await view.readDevices(["session-1", "open"])).keys()],
    commands: [...(await view.readCommands(["command-1", "open"])).keys()],
  });
  await clock.advance(dayMs / 2);
  expect(await held()).toEqual({ devices: ["session-1", "open"], commands: ["command-1", "open"] });
  await clock.advance(dayMs);
  expect(await held()).toEqual({ devices: ["session-1", "open"], commands: ["open"] });
  await clock.advance(29 * dayMs);
  expect(await held()).toEqual({ devices: ["open"], commands: ["open"] });
  const kinds: string[] = [];
  const { records } = await view.scan(AbortSignal.timeout(5_000));
  for await (const { kind } of records) kinds.push(kind);
  expect(kinds).toEqual(["device", "command"]);
});

test("a refiller that died is replaced once its lease has ended, and whoever opens the file sees it whole", async () => {
  const clock = new ManualClock(sampleTimeMs);
  const [dead, alive] = [open(clock), open(clock)];
  void dead.refill(() => new Promise(() => {}), AbortSignal.timeout(60_000));
  const fill = () => alive.apply({ ...nothing, devices: [sampleDevice()] });
  const refill = () => alive.refill(fill, AbortSignal.timeout(60_000));
  await clock.advance(60_000);
  expect(await refill()).toBe(false);
  await dead.close();
  await clock.advance(9_000);
  expect(await refill()).toBe(false);
  await clock.advance(2_000);
  expect(await refill()).toBe(true);
  expect(open(clock).completeness()).toBe("complete");
});
