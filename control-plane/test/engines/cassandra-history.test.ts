import { sharedEngines } from "@rae/deploy/engines/testing";
import { systemClock } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { entryCellBytes, writeEntryCell } from "../../src/adapters/cassandra/entry-cell.ts";
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

test("two writers with other slices, and resent events among them, leave each entry once, as received first", async () => {
  const received = (laterMs: number) =>
    Array.from({ length: 400 }, (_, index) =>
      entry({ revision: index + 1, receivedAtMs: sampleTimeMs + index + laterMs }),
    );
  const sliced = async (by: History, entries: readonly HistoryEntry[], size: number) => {
    for (let first = 0; first < entries.length; first += size) {
      await written(by, { entries: entries.slice(first, first + size) });
    }
  };
  const resent = received(9_000);
  const log = received(0).flatMap((each, index) => {
    const again = index >= 50 && index % 7 === 0 ? resent.slice(index - 50, index - 40) : [];
    return [...again, each];
  });
  await sliced(history, resent, 64);
  await Promise.all([sliced(history, log, 90), sliced(other, log, 61), sliced(other, log, 1_000)]);
  const seen = (entries: readonly HistoryEntry[]) =>
    entries.map((each) => [each.revision, each.receivedAtMs]);
  expect(seen(await all(history))).toEqual(seen(received(0)));
  expect(seen(await all(history, "newest-first"))).toEqual(seen(received(0).reverse()));
});

test("writes that share entries take none from each other, whichever was received first", async () => {
  const at = (revision: number, laterMs: number) =>
    entry({ revision, receivedAtMs: sampleTimeMs + laterMs });
  await written(history, { entries: [at(1, 50), at(2, 51), at(3, 52), at(4, 53)] });
  await written(other, { entries: [at(1, 10)] });
  await written(other, { entries: [at(1, 11), at(3, 30), at(4, 40)] });
  await written(history, { entries: [at(1, 12), at(3, 31), at(4, 39)] });
  const seen = (await all(history)).map((each) => [
    each.revision,
    each.receivedAtMs - sampleTimeMs,
  ]);
  expect(seen).toEqual([
    [1, 10],
    [2, 51],
    [3, 30],
    [4, 39],
  ]);
});

test("what versions before schema 2 wrote is read with what is written now, by revision and by time", async () => {
  const received = (revision: number, laterMs = 0) =>
    entry({ revision, receivedAtMs: sampleTimeMs + revision + laterMs });
  // Its history has two holes, of which the later one is filled by entries that came again, too.
  const old = [1, 2, 3, 99, 100, 101, 102, 1_999, 2_000].map((revision) => received(revision));
  await writeAsBefore(old);
  const later = [3, 4, 5, 100, 103, 150].map((revision) => received(revision, 5_000));
  await written(history, { entries: later });
  const revisions = [1, 2, 3, 4, 5, 99, 100, 101, 102, 103, 150, 1_999, 2_000];
  const read = await all(history);
  expect(read.map((each) => each.revision)).toEqual(revisions);
  expect(read.find((each) => each.revision === 100)?.receivedAtMs).toBe(sampleTimeMs + 100);
  const newest = await all(history, "newest-first");
  expect(newest.map((each) => each.revision)).toEqual(revisions.toReversed());
  const from = await history.read({
    ...{ sessionId, order: "oldest-first", limit: 3, afterRevision: 99 },
    ...{ fromMs: sampleTimeMs + 101, toMs: sampleTimeMs + 2_001 },
  });
  expect(from.map((each) => each.revision)).toEqual([101, 102, 1_999]);
});

/** One row for each entry, as schema 1 has it. */
async function writeAsBefore(entries: readonly HistoryEntry[]): Promise<void> {
  const { keyspace } = lab.address;
  for (const each of entries) {
    const bucket = Math.floor(each.revision / 2_000);
    const cell = Buffer.alloc(entryCellBytes(each));
    writeEntryCell(cell, 0, each);
    await lab.run(
      `INSERT INTO ${keyspace}.history (session_id, bucket, revision, slot, entry)
       VALUES ('${sessionId}', ${bucket}, ${each.revision}, 0, 0x${cell.toString("hex")}) USING TIMESTAMP ${-each.receivedAtMs}`,
    );
    const period = Math.floor(each.receivedAtMs / (6 * 3_600_000));
    await lab.run(
      `INSERT INTO ${keyspace}.history_bucket (session_id, bucket, period) VALUES ('${sessionId}', ${bucket}, ${period})`,
    );
  }
}

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

test("a table of buckets that was emptied is written again, for sessions that say nothing more, too", async () => {
  await written(history, { entries: [entry({}), entry({ revision: 2 })] });
  await lab.run(`TRUNCATE ${lab.address.keyspace}.history_bucket`);
  await eventually(async () => {
    expect((await all(other)).map((each) => each.revision)).toEqual([1, 2]);
  });
  await lab.run(`TRUNCATE ${lab.address.keyspace}.history_bucket`);
  await written(history, { entries: [entry({ revision: 3 })] });
  await eventually(async () => {
    expect((await all(other)).map((each) => each.revision)).toEqual([1, 2, 3]);
  });
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
    new CommandStage({
      view: new MemoryFleetView(),
      history: store,
      onRequest: () => {},
      onOutcome: () => {},
    });
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
