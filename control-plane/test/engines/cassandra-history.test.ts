import { sharedEngines } from "@rae/deploy/engines/testing";
import { systemClock } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { CommandStage } from "../../src/aggregator/command-stage.ts";
import type { CommandRecord } from "../../src/core/command-record.ts";
import type { History, HistoryEntry } from "../../src/ports/history.ts";
import {
  MemoryFleetView,
  sampleBox,
  sampleCommand,
  sampleDevice,
  sampleEntry,
  sampleTimeMs,
} from "../../src/testing/index.ts";
import { CassandraLab, written } from "./cassandra-lab.ts";
import { outcomeSlice, requestSlice } from "./command-slices.ts";

const clock = { ...systemClock, nowMs: () => sampleTimeMs };
const never = new AbortController().signal;

let lab: CassandraLab;
let history: History;
let other: History;
let number = 0;
let sessionId = "";
beforeAll(async () => {
  const { host, port } = sharedEngines().cassandra;
  lab = new CassandraLab({ contactPoints: [`${host}:${port}`] }, clock);
  await lab.applySchema();
});
afterAll(() => lab.drop());
beforeEach(() => {
  number += 1;
  sessionId = `session-${number}`;
  history = lab.open();
  other = lab.open();
});
afterEach(async () => {
  await history.close();
  await other.close();
});

const all = async (from: History, order: "oldest-first" | "newest-first" = "oldest-first") =>
  from.read({ sessionId, order, limit: 10_000 });
const entry = (changes: Partial<HistoryEntry>) => sampleEntry({ sessionId, ...changes });

test("what is received twice stays as it was received first, even if that is written last", async () => {
  const first = entry({ receivedAtMs: sampleTimeMs, payload: Uint8Array.of(1) });
  const again = entry({ receivedAtMs: sampleTimeMs + 10_000, payload: Uint8Array.of(1) });
  await written(history, { entries: [again] });
  await written(other, { entries: [first] });
  await written(history, { entries: [again] });
  expect((await all(history)).map((each) => each.receivedAtMs)).toEqual([sampleTimeMs]);
});

test("a batch that is written again by two at once changes nothing", async () => {
  const entries = Array.from({ length: 500 }, (_, index) =>
    entry({ revision: index + 1, payload: new Uint8Array(900).fill(index) }),
  );
  const batch = { entries, devices: [sampleDevice({ sessionId, revision: 500 })] };
  await Promise.all([history, other, history].map((each) => written(each, batch)));
  const read = await all(other);
  expect(read.map((each) => each.revision)).toEqual(entries.map((each) => each.revision));
  expect(read.map((each) => [...each.payload])).toEqual(entries.map((each) => [...each.payload]));
});

test("a long history is read by pages over buckets, and by time without what was received before and after", async () => {
  const hourMs = 3_600_000;
  const entries = Array.from({ length: 6_000 }, (_, index) =>
    entry({ revision: index + 1, receivedAtMs: sampleTimeMs + index * (hourMs / 100) }),
  );
  await written(history, { entries });
  const revisions = entries.map((each) => each.revision);
  expect((await all(other)).map((each) => each.revision)).toEqual(revisions);
  expect((await all(other, "newest-first")).map((each) => each.revision)).toEqual(
    revisions.reverse(),
  );
  const range = { fromMs: sampleTimeMs + 30 * hourMs, toMs: sampleTimeMs + 31 * hourMs };
  const hour = await other.read({ sessionId, order: "oldest-first", limit: 1_000, ...range });
  expect([hour.length, hour[0]?.revision, hour.at(-1)?.revision]).toEqual([100, 3001, 3100]);
});

test("entries and tombstones go when their time is over", async () => {
  const brief = lab.open({ retentionMs: 1_000, tombstonesMs: 1_000 });
  const ended = { reason: "unplugged", receivedAtMs: sampleTimeMs };
  await written(brief, { entries: [entry({})], devices: [sampleDevice({ sessionId, ended })] });
  await eventually(async () => expect(await all(history)).toEqual([]));
  await eventually(async () => expect((await history.readDevices([sessionId])).size).toBe(0));
  await brief.close();
});

test("of a box that many write at once, the newest record stays", async () => {
  const boxId = `box-${number}`;
  const connections = Array.from({ length: 12 }, (_, index) => index + 1);
  const writes = connections
    .toSorted((a, b) => ((a * 7) % 12) - ((b * 7) % 12))
    .map((connection, index) =>
      written(index % 2 === 0 ? history : other, { boxes: [sampleBox({ boxId, connection })] }),
    );
  await Promise.all(writes);
  expect((await history.readBoxes([boxId])).get(boxId)?.connection).toBe(12);
});

test("a box that another process has written meanwhile is not taken back", async () => {
  const boxId = `box-${number}`;
  await written(history, { boxes: [sampleBox({ boxId, connection: 1 })] });
  await written(other, { boxes: [sampleBox({ boxId, connection: 5 })] });
  await written(history, { boxes: [sampleBox({ boxId, connection: 3 })] });
  expect((await history.readBoxes([boxId])).get(boxId)?.connection).toBe(5);
});

test("of two terminal outcomes the first stays, though the second writer knew of none", async () => {
  const commandId = `command-${number}`;
  const as = (state: CommandRecord["state"]) =>
    sampleCommand({ commandId, sessionId, state, finishedAtMs: sampleTimeMs });
  await written(history, { commands: [as("sent")] });
  await written(other, { commands: [as("sent")] });
  await written(history, { commands: [as("succeeded")] });
  await written(other, { commands: [as("expired")] });
  expect((await other.readCommands([commandId])).get(commandId)?.state).toBe("succeeded");
});

test("of terminal outcomes that are written at once one stays, and all read it", async () => {
  const ids = Array.from({ length: 30 }, (_, index) => `command-${number}-${index}`);
  const readBack = async (by: History, state: CommandRecord["state"]) => {
    const commands = ids.map((commandId) =>
      sampleCommand({ commandId, sessionId, state, finishedAtMs: sampleTimeMs }),
    );
    await written(by, { commands });
    return by.readCommands(ids);
  };
  const states = ["succeeded", "expired", "failed"] as const;
  const [first, ...others] = await Promise.all(
    states.map((state, index) => readBack(index === 0 ? history : other, state)),
  );
  expect(first?.size).toBe(30);
  expect(others).toEqual([first, first]);
});

test("a request and its outcomes that two aggregators fold at once become one whole command", async () => {
  const ids = Array.from({ length: 30 }, (_, index) => `whole-${number}-${index}`);
  const stageOn = (store: History) =>
    new CommandStage({ view: new MemoryFleetView(), history: store, onCommand: () => {} });
  const requests = stageOn(history);
  const outcomes = stageOn(other);
  await Promise.all(
    ids.map((commandId) =>
      Promise.all([
        requests.processRequests(requestSlice({ commandId, sessionId }), never),
        outcomes.processOutcomes(
          outcomeSlice({ commandId, sessionId }, ["sent", "succeeded"]),
          never,
        ),
      ]),
    ),
  );
  const records = [...(await history.readCommands(ids)).values()];
  expect(
    records.map(({ state, capability, provisional }) => [state, capability, provisional]),
  ).toEqual(ids.map(() => ["succeeded", "power", undefined]));
  expect(await openCommands()).toEqual([]);
});

test("a command that is over is not scanned, even if its opening is written again", async () => {
  const commandId = `again-${number}`;
  const opening = sampleCommand({ commandId, sessionId });
  await written(history, { commands: [opening] });
  expect(await openCommands()).toContain(commandId);
  await written(history, {
    commands: [{ ...opening, state: "failed", finishedAtMs: sampleTimeMs }],
  });
  await written(other, { commands: [opening] });
  expect(await openCommands()).not.toContain(commandId);
});

async function openCommands(): Promise<string[]> {
  const ids: string[] = [];
  for await (const each of history.scanCurrent(AbortSignal.timeout(30_000))) {
    if (each.kind === "command") ids.push(each.record.commandId);
  }
  return ids;
}

test("a scan that is not wanted any more ends", async () => {
  const devices = Array.from({ length: 2_000 }, (_, index) =>
    sampleDevice({ sessionId: `scanned-${number}-${index}` }),
  );
  await written(history, { devices });
  const stop = new AbortController();
  const reason = new Error("enough");
  const scan = history.scanCurrent(stop.signal)[Symbol.asyncIterator]();
  await scan.next();
  stop.abort(reason);
  const rest = async () => {
    while (!(await scan.next()).done);
  };
  await expect(rest()).rejects.toBe(reason);
});
