import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { silentLogger } from "@rae/kit";
import { ManualClock } from "@rae/kit/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openSqliteHistory } from "../../src/adapters/sqlite/history.ts";
import type { History } from "../../src/ports/history.ts";
import {
  sampleCommand,
  sampleDevice,
  sampleEntry,
  sampleTimeMs,
} from "../../src/testing/sample-records.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const nothing = { entries: [], devices: [], boxes: [], commands: [], leases: [] };

let folder: string;
let opened: History[];
let clock: ManualClock;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rae-history-"));
  opened = [];
  clock = new ManualClock(sampleTimeMs);
});
afterEach(async () => {
  for (const history of opened) await history.close();
  rmSync(folder, { recursive: true });
});

function open(): History {
  const path = join(folder, "history.sqlite");
  const trimEveryMs = 6 * hourMs;
  const history = openSqliteHistory({ path, clock, logger: silentLogger, trimEveryMs });
  opened.push(history);
  return history;
}
const revisions = async (history: History, sessionId = "session-1") => {
  const entries = await history.read({ sessionId, order: "oldest-first", limit: 5_000 });
  return entries.map((each) => each.revision);
};

test("entries survive the process, and a second one adds to them", async () => {
  const first = open();
  await first.write({ ...nothing, entries: [sampleEntry()] });
  await first.close();
  const second = open();
  await second.write({ ...nothing, entries: [sampleEntry(), sampleEntry({ revision: 2 })] });
  expect(await revisions(second)).toEqual([1, 2]);
});

test("two processes add to one history", async () => {
  const [one, two] = [open(), open()];
  await one.write({ ...nothing, entries: [sampleEntry({ sessionId: "a" })] });
  await two.write({ ...nothing, entries: [sampleEntry({ sessionId: "b" })] });
  await one.write({ ...nothing, entries: [sampleEntry({ sessionId: "b", revision: 2 })] });
  await two.write({ ...nothing, entries: [sampleEntry({ sessionId: "a", revision: 2 })] });
  expect(await revisions(one, "a")).toEqual([1, 2]);
  expect(await revisions(two, "b")).toEqual([1, 2]);
});

test("a batch that fails in its middle leaves nothing, and comes again whole", async () => {
  const history = open();
  const unwritable = sampleEntry({ revision: 2, kind: Symbol("kind") as unknown as string });
  const batch = { ...nothing, entries: [sampleEntry()], devices: [sampleDevice()] };
  await expect(
    history.write({ ...batch, entries: [...batch.entries, unwritable] }),
  ).rejects.toThrow();
  expect(await revisions(history)).toEqual([]);
  await history.write(batch);
  await history.write({ ...nothing, entries: [sampleEntry({ sessionId: "session-2" })] });
  expect(await revisions(history)).toEqual([1]);
  expect(await revisions(history, "session-2")).toEqual([1]);
});

test("a file that another process is writing fails at once and can be tried again", async () => {
  const history = open();
  const other = new DatabaseSync(join(folder, "history.sqlite"));
  other.exec("BEGIN IMMEDIATE");
  const write = () => history.write({ ...nothing, entries: [sampleEntry()] });
  await expect(write()).rejects.toMatchObject({ code: "history-unavailable", retryable: true });
  other.exec("ROLLBACK");
  other.close();
  await write();
  expect(await revisions(history)).toEqual([1]);
});

test("entries are kept for ninety days, in whatever number", async () => {
  const history = open();
  const entries = Array.from({ length: 2_500 }, (_, index) => sampleEntry({ revision: index + 1 }));
  await history.write({ ...nothing, entries });
  const later = { revision: 2_501, receivedAtMs: sampleTimeMs + dayMs };
  await history.write({ ...nothing, entries: [sampleEntry(later)] });
  await clock.advance(89 * dayMs);
  expect(await revisions(history)).toHaveLength(2_501);
  await clock.advance(1.5 * dayMs);
  expect(await revisions(history)).toEqual([2_501]);
});

test("tombstones are kept for thirty days, commands that are over for ninety, open ones for ever", async () => {
  const history = open();
  await history.write({
    ...nothing,
    devices: [
      sampleDevice({ ended: { reason: "unplugged", receivedAtMs: sampleTimeMs } }),
      sampleDevice({ sessionId: "open" }),
    ],
    commands: [
      sampleCommand({ state: "failed", finishedAtMs: sampleTimeMs }),
      sampleCommand({ commandId: "open" }),
      sampleCommand({ commandId: "provisional", provisional: true }),
    ],
  });
  const held = async () => [
    ...(await history.readDevices(["session-1", "open"])).keys(),
    ...(await history.readCommands(["command-1", "open", "provisional"])).keys(),
  ];
  await clock.advance(dayMs / 2);
  expect(await held()).toEqual(["session-1", "open", "command-1", "open", "provisional"]);
  await clock.advance(29 * dayMs);
  expect(await held()).toEqual(["session-1", "open", "command-1", "open"]);
  await clock.advance(dayMs);
  expect(await held()).toEqual(["open", "command-1", "open"]);
  await clock.advance(60 * dayMs);
  expect(await held()).toEqual(["open", "open"]);
});
