import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { inTransaction, openDatabase } from "@rae/kit/sqlite";
import { ManualClock } from "@rae/kit/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { RecordLogPartition } from "../src/partition.ts";
import { RecordLogRetention } from "../src/retention.ts";
import { recordLogMigrations } from "../src/schema.ts";
import { RecordLogTopics } from "../src/topics.ts";

describe("the retention of a log file", () => {
  let folder: string;
  let database: DatabaseSync;
  let clock: ManualClock;
  let partition: RecordLogPartition;
  let forever: RecordLogPartition;
  let retention: RecordLogRetention;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "rae-log-retention-"));
    database = openDatabase(join(folder, "log.sqlite"), { migrations: recordLogMigrations });
    clock = new ManualClock();
    const topics = new RecordLogTopics(database, 1);
    partition = only(topics, "events");
    forever = only(topics, "audit");
    retention = new RecordLogRetention({ database, topics, clock, retentionMs: { events: 1_000 } });
  });
  afterEach(() => {
    database.close();
    rmSync(folder, { recursive: true });
  });

  const append = (count: number, to = partition) => {
    const record = { key: "a", value: new Uint8Array(10), headers: {} };
    const records = Array.from({ length: count }, () => record);
    inTransaction(database, () => to.append(records, clock.nowMs()));
  };
  const offsets = (of = partition) =>
    of
      .read(of.firstOffset(), { maxRecords: 10_000, maxBytes: 1e9 })
      .records.map((record) => record.offset);
  const committed = (group: string, offset: number) =>
    database
      .prepare(
        `INSERT INTO group_offset (group_name, partition_id, committed_offset, committed_at_ms)
         VALUES (?, ?, ?, 0)`,
      )
      .run(group, partition.id, offset);

  it("deletes what is older than the topic's time and leaves the rest", async () => {
    append(3);
    await clock.advance(600);
    append(2);
    await clock.advance(401);
    expect(retention.step()).toBe(false);
    expect(offsets()).toEqual([3, 4]);
  });

  it("leaves topics alone that are kept for ever", async () => {
    append(2, forever);
    await clock.advance(1e9);
    retention.step();
    expect(offsets(forever)).toEqual([0, 1]);
  });

  it("keeps what the slowest group has not committed, until four times that time", async () => {
    append(5);
    committed("fast", 5);
    committed("slow", 2);
    await clock.advance(4_000);
    retention.step();
    expect(offsets()).toEqual([2, 3, 4]);
    await clock.advance(1);
    retention.step();
    expect(offsets()).toEqual([]);
  });

  it("works in small steps and says when there is more to do", async () => {
    append(600);
    await clock.advance(2_000);
    expect(retention.step()).toBe(true);
    expect(offsets()).toHaveLength(600 - 256);
    retention.step();
    expect(retention.step()).toBe(false);
    expect(offsets()).toEqual([]);
  });

  it("never gives an offset twice, even when everything was deleted", async () => {
    append(3);
    await clock.advance(2_000);
    retention.step();
    append(1);
    expect(offsets()).toEqual([3]);
    expect(partition.firstOffsetSince(0)).toBe(3);
  });

  it("finds the first record since a time, or the end", async () => {
    append(2);
    await clock.advance(100);
    append(2);
    expect(partition.firstOffsetSince(0)).toBe(0);
    expect(partition.firstOffsetSince(clock.nowMs() - 99)).toBe(2);
    expect(partition.firstOffsetSince(clock.nowMs())).toBe(2);
    expect(partition.firstOffsetSince(clock.nowMs() + 1)).toBe(4);
  });

  it("misses no record since a time when the machine's clock was set back", async () => {
    append(1);
    await clock.advance(-5_000);
    append(1);
    await clock.advance(10_000);
    append(1);
    expect(partition.firstOffsetSince(clock.nowMs() - 6_000)).toBe(0);
  });
});

function only(topics: RecordLogTopics, topic: string): RecordLogPartition {
  const [partition] = topics.partitionsOf(topic);
  if (partition === undefined) throw new Error("no partition");
  return partition;
}
