import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { eventually, ManualClock } from "@rae/kit/testing";
import type { Slice } from "@rae/stream";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openSqliteRecordLog, type SqliteRecordLog } from "../src/record-log.ts";

const records = [{ key: "box-1", value: new Uint8Array([1]), headers: {} }];
const soon = () => AbortSignal.timeout(10_000);
const endOf = (slice: Slice) => (slice.records.at(-1)?.offset ?? 0) + 1;

describe("the record log on SQLite", () => {
  let folder: string;
  let path: string;
  let log: SqliteRecordLog;
  let other: DatabaseSync;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "rae-record-log-"));
    path = join(folder, "log.sqlite");
    log = openSqliteRecordLog({ path });
    other = new DatabaseSync(path);
  });
  afterEach(async () => {
    other.close();
    await log.close();
    rmSync(folder, { recursive: true });
  });

  const count = () =>
    other
      .prepare("SELECT coalesce(sum(next_offset), 0) AS sum FROM partition WHERE topic = 'events'")
      .get();

  it("keeps an append while another process keeps the lock, without blocking, and writes it when that is over", async () => {
    other.exec("BEGIN IMMEDIATE");
    let turns = 0;
    const ticking = setInterval(() => {
      turns += 1;
    }, 1);
    const appending = log.append("events", records, soon());
    await eventually(() =>
      expect(log.waitingAppends()).toMatchObject([
        { topic: "events", failure: { name: "RecordLogUnavailable" } },
      ]),
    );
    clearInterval(ticking);
    expect(turns).toBeGreaterThan(3);
    other.exec("ROLLBACK");
    await appending;
    expect(count()).toEqual({ sum: 1 });
  });

  it("waits out a lock that is held for a moment", async () => {
    const clock = new ManualClock();
    const waiting = openSqliteRecordLog({ path, clock });
    await waiting.append("events", records, soon());
    other.exec("BEGIN IMMEDIATE");
    const appending = waiting.append("events", records, soon());
    await clock.advance(30);
    other.exec("ROLLBACK");
    await clock.advance(10);
    await appending;
    expect(count()).toEqual({ sum: 2 });
    await waiting.close();
  });

  it("writes appends of one turn in one transaction", async () => {
    await log.append("events", records, soon());
    other.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    await Promise.all(Array.from({ length: 50 }, () => log.append("events", records, soon())));
    expect(count()).toEqual({ sum: 51 });
    // Each transaction writes every page that it changes: fewer pages than appends cannot be one for each.
    const pages = other.prepare("PRAGMA wal_checkpoint(PASSIVE)").get()?.log;
    expect(pages).toBeGreaterThan(0);
    expect(pages).toBeLessThan(50);
  });

  it("writes nothing of an append that was given up while it waited for the lock", async () => {
    await log.append("events", records, soon());
    other.exec("BEGIN IMMEDIATE");
    const giveUp = new AbortController();
    const appending = log.append("events", records, giveUp.signal);
    const outcome = expect(appending).rejects.toThrow("given up");
    giveUp.abort(new Error("given up"));
    other.exec("ROLLBACK");
    await outcome;
    await log.append("events", records, soon());
    expect(count()).toEqual({ sum: 2 });
  });

  it("writes what is pending when it closes", async () => {
    const appending = log.append("events", records, soon());
    await log.close();
    await appending;
    expect(count()).toEqual({ sum: 1 });
  });

  it("keeps the number of partitions that a topic was made with", async () => {
    await log.append("events", records, soon());
    const wider = openSqliteRecordLog({ path, partitions: 9, partitionsOf: { outcomes: 2 } });
    await wider.append("outcomes", records, soon());
    await wider.append("events", records, soon());
    await wider.append("commands", records, soon());
    await wider.close();
    const partitions = other.prepare("SELECT topic, count(*) AS n FROM partition GROUP BY topic");
    expect(partitions.all()).toEqual([
      { topic: "commands", n: 9 },
      { topic: "events", n: 4 },
      { topic: "outcomes", n: 2 },
    ]);
  });

  it("goes on where it was after it was opened again", async () => {
    const seen: number[] = [];
    await log.append("events", records, soon());
    await log.close();
    log = openSqliteRecordLog({ path });
    await log.append("events", records, soon());
    await log.consume({
      group: "readers",
      topics: ["events"],
      handle: async (slice) => {
        seen.push(...slice.records.map((record) => record.offset));
        return endOf(slice);
      },
      onFailure: (error) => {
        throw error;
      },
    });
    await eventually(() => expect(seen).toEqual([0, 1]));
  });

  it("commits after the handler, with the lease, so that a second opener of the group stays idle", async () => {
    const second = openSqliteRecordLog({ path });
    const subscription = {
      group: "readers",
      topics: ["events"],
      handle: async (slice: Slice) => endOf(slice),
      onFailure: () => {},
    };
    const [mine, theirs] = [await log.consume(subscription), await second.consume(subscription)];
    await eventually(() => expect(mine.lag()).toHaveLength(4));
    expect(theirs.lag()).toEqual([]);
    await second.close();
  });

  it("ends a consumption whose file was damaged, and says why", async () => {
    const failures: unknown[] = [];
    await log.append("events", records, soon());
    const consumption = await log.consume({
      group: "readers",
      topics: ["events"],
      handle: async (slice) => endOf(slice),
      onFailure: (error) => failures.push(error),
    });
    const tables = other.prepare("SELECT id FROM partition WHERE topic = 'events'").all();
    for (const { id } of tables) other.exec(`DROP TABLE record_${id}`);
    await eventually(() => {
      other.exec("UPDATE partition SET next_offset = next_offset + 1");
      expect(String(failures[0])).toContain("no such table");
    });
    expect(failures).toHaveLength(1);
    await consumption.close();
  });

  it("ends a consumption that cannot say any more what is its own", async () => {
    const failures: unknown[] = [];
    const quick = openSqliteRecordLog({ path, leaseMs: 40 });
    const consumption = await quick.consume({
      group: "readers",
      topics: ["events"],
      handle: async (slice) => endOf(slice),
      onFailure: (error) => failures.push(error),
    });
    other.exec("DROP TABLE group_offset");
    await eventually(() => expect(String(failures[0])).toContain("no such table"));
    expect(failures).toHaveLength(1);
    await consumption.close();
    await quick.close();
  });

  it("hands what this process appends to its readers at once, without looking at the file", async () => {
    const rare = 2 ** 30;
    const quick = openSqliteRecordLog({ path, leaseMs: rare, pollMs: rare });
    const seen: string[] = [];
    await quick.consume({
      group: "readers",
      topics: ["events"],
      handle: async (slice) => {
        seen.push("group");
        return endOf(slice);
      },
      onFailure: () => {},
    });
    const tail = await quick.tail({
      topics: ["events"],
      sinceMs: 0,
      handle: () => void seen.push("tail"),
      onFailure: () => {},
    });
    await tail.caughtUp;
    await quick.append("events", records, soon());
    await eventually(() => expect(seen.toSorted()).toEqual(["group", "tail"]));
    await quick.close();
  });

  it("trims old records by itself", async () => {
    await log.close();
    log = openSqliteRecordLog({ path, retentionMs: { events: 1 }, retentionIntervalMs: 5 });
    await log.append("events", records, soon());
    const tables = other.prepare("SELECT id FROM partition WHERE next_offset = 1").all();
    expect(tables).toHaveLength(1);
    const left = other.prepare(`SELECT count(*) AS n FROM record_${tables[0]?.id}`);
    await eventually(() => expect(left.get()).toEqual({ n: 0 }));
  });
});
