import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger } from "@rae/kit";
import { openDatabase } from "@rae/kit/sqlite";
import { ManualClock } from "@rae/kit/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { currentRecordsSchema } from "../../src/adapters/sqlite/current-records.ts";
import { openSqliteFleetView } from "../../src/adapters/sqlite/fleet-view.ts";
import { changesSchema } from "../../src/adapters/sqlite/fleet-view-changes.ts";
import { fillingSchema } from "../../src/adapters/sqlite/fleet-view-filling.ts";
import { gatewaysSchema } from "../../src/adapters/sqlite/fleet-view-gateways.ts";
import { openSqliteHistory } from "../../src/adapters/sqlite/history.ts";
import { entriesSchema } from "../../src/adapters/sqlite/history-entries.ts";
import type { FleetView } from "../../src/ports/fleet-view.ts";
import type { History } from "../../src/ports/history.ts";
import { sampleGrantedLease, sampleLease, sampleTimeMs } from "../../src/testing/index.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const nothing = { devices: [], boxes: [], commands: [] };
const ended = { reason: "released", atMs: sampleTimeMs, by: "admin", detail: "" } as const;
const leases = [
  sampleGrantedLease({ leaseId: "over", state: "ended", ended }),
  sampleLease({ leaseId: "open" }),
];

let folder: string;
let clock: ManualClock;
let view: FleetView | undefined;
let history: History | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rae-leases-"));
  clock = new ManualClock(sampleTimeMs);
});
afterEach(async () => {
  await view?.close();
  await history?.close();
  rmSync(folder, { recursive: true });
});

const options = () => ({ clock, logger: silentLogger, trimEveryMs: 6 * hourMs });
const openView = () => {
  view = openSqliteFleetView({ path: join(folder, "view.sqlite"), ...options() });
  return view;
};
const openHistory = () => {
  history = openSqliteHistory({ path: join(folder, "history.sqlite"), ...options() });
  return history;
};

test("the view forgets a lease a day after its end, as a command, and an open one never", async () => {
  const opened = openView();
  await opened.apply({ ...nothing, gateways: [], leases });
  const held = async () => [...(await opened.readLeases(["over", "open"])).keys()];
  await clock.advance(dayMs / 2);
  expect(await held()).toEqual(["over", "open"]);
  await clock.advance(dayMs);
  expect(await held()).toEqual(["open"]);
});

test("the history keeps a lease for ninety days after its end, with the way to it from its device", async () => {
  const opened = openHistory();
  await opened.write({ ...nothing, entries: [], leases });
  const held = async () => [
    (await opened.readLease("over"))?.leaseId,
    (await opened.readLease("open"))?.leaseId,
    ...(await opened.readLeasesOfDevice("session-1", 9)).map(({ leaseId }) => leaseId),
  ];
  await clock.advance(89 * dayMs);
  expect(await held()).toEqual(["over", "open", "over"]);
  await clock.advance(2 * dayMs);
  expect(await held()).toEqual([undefined, "open"]);
});

test("files of the version before are taken over as they are", async () => {
  openDatabase(join(folder, "view.sqlite"), {
    migrations: [currentRecordsSchema + gatewaysSchema + changesSchema, fillingSchema],
  }).close();
  openDatabase(join(folder, "history.sqlite"), {
    migrations: [currentRecordsSchema + entriesSchema],
  }).close();
  await openView().apply({ ...nothing, gateways: [], leases });
  await openHistory().write({ ...nothing, entries: [], leases });
  expect(await view?.readLeases(["open"])).toEqual(new Map([["open", leases[1]]]));
  expect(await history?.readLease("over")).toEqual(leases[0]);
});
