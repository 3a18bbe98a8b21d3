import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger, systemClock } from "@rae/kit";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openSqliteFleetView } from "../../src/adapters/sqlite/fleet-view.ts";
import { openSqliteHistory } from "../../src/adapters/sqlite/history.ts";
import { type CurrentStates, rebuildView } from "../../src/aggregator/view-rebuild.ts";
import type { FleetView } from "../../src/ports/fleet-view.ts";
import type { History } from "../../src/ports/history.ts";
import { sampleEvents as events } from "../../src/testing/sample-events.ts";
import {
  sampleBox,
  sampleCommand,
  sampleDevice,
  sampleTimeMs,
} from "../../src/testing/sample-records.ts";
import { AggregatorLab } from "./aggregator-lab.ts";

let folder: string;
let view: FleetView;
let history: History;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rae-rebuild-"));
  const shared = { clock: systemClock, logger: silentLogger };
  view = openSqliteFleetView({ ...shared, path: join(folder, "view.sqlite") });
  history = openSqliteHistory({ ...shared, path: join(folder, "history.sqlite") });
});
afterEach(async () => {
  await view.close();
  await history.close();
  rmSync(folder, { recursive: true });
});

const signal = () => AbortSignal.timeout(10_000);
const ended = { reason: "unplugged", receivedAtMs: sampleTimeMs };
const devices = Array.from({ length: 1_234 }, (_, index) =>
  sampleDevice({ sessionId: `session-${index}` }),
);

async function fleetOf(from: FleetView): Promise<number> {
  let count = 0;
  for await (const _ of (await from.scan(signal())).records) count += 1;
  return count;
}

test("a lost view is filled with all that is not over, and shown it once", async () => {
  const over = sampleCommand({ commandId: "over", state: "failed", finishedAtMs: sampleTimeMs });
  await history.write({
    entries: [],
    devices: [...devices, sampleDevice({ sessionId: "gone", ended })],
    boxes: [sampleBox()],
    commands: [sampleCommand(), over],
    leases: [],
  });
  const shown: CurrentStates[] = [];
  await rebuildView(history, view, (states) => shown.push(states), signal());
  expect(await fleetOf(view)).toBe(devices.length + 2);
  expect((await view.readDevices(["session-77"])).get("session-77")).toEqual(devices[77]);
  expect(shown.flatMap((states) => states.devices)).toHaveLength(devices.length);
  expect(shown.flatMap((states) => states.boxes)).toEqual([sampleBox()]);
  expect(shown.flatMap((states) => states.commands)).toEqual([sampleCommand()]);
});

test("a view that is whole, or ahead, is not changed", async () => {
  await history.write({ entries: [], devices, boxes: [sampleBox()], commands: [], leases: [] });
  const ahead = devices.map((record) => ({ ...record, revision: 2 }));
  await view.apply({
    devices: ahead,
    boxes: [sampleBox()],
    gateways: [],
    commands: [],
    leases: [],
  });
  const { position } = await view.scan(signal());
  await rebuildView(history, view, () => {}, signal());
  expect((await view.scan(signal())).position).toBe(position);
});

test("rebuilding ends when the signal aborts", async () => {
  await history.write({ entries: [], devices, boxes: [], commands: [], leases: [] });
  const stop = new AbortController();
  const rebuilding = rebuildView(history, view, () => stop.abort(new Error("enough")), stop.signal);
  await expect(rebuilding).rejects.toThrow("enough");
});

test("an aggregator says that it is rebuilding until the stores are there, then that it runs", async () => {
  const lab = new AggregatorLab();
  await lab.history.write({ entries: [], devices, boxes: [], commands: [], leases: [] });
  lab.history.fail(3);
  lab.view.fail(2);
  const aggregator = lab.open();
  expect(aggregator.state()).toBe("rebuilding");
  await lab.clock.advance(50);
  expect(aggregator.state()).toBe("rebuilding");
  await lab.events(events.birth());
  await lab.settled(aggregator);
  expect(aggregator.state()).toBe("running");
  expect(await lab.fleet()).toHaveLength(devices.length + 1);
  await lab.close();
  expect(aggregator.state()).toBe("stopped");
});
