import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { openDatabase } from "@rae/kit/sqlite";
import { ManualClock } from "@rae/kit/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { RecordLogLease } from "../src/lease.ts";
import { recordLogMigrations } from "../src/schema.ts";
import { RecordLogTopics } from "../src/topics.ts";

const events0 = { topic: "events", partition: 0 };
const events1 = { topic: "events", partition: 1 };

describe("the lease of a group's partitions", () => {
  let folder: string;
  let database: DatabaseSync;
  let clock: ManualClock;
  let dead: Set<string>;
  let a: RecordLogLease;
  let b: RecordLogLease;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "rae-log-lease-"));
    database = openDatabase(join(folder, "log.sqlite"), { migrations: recordLogMigrations });
    clock = new ManualClock();
    dead = new Set();
    const partitions = new RecordLogTopics(database, 2).partitionsOf("events");
    const leaseOf = (owner: string) => {
      const isDead = (other: string) => dead.has(other);
      const leaseMs = 1_000;
      return new RecordLogLease({
        database,
        group: "readers",
        partitions,
        owner,
        clock,
        leaseMs,
        isDead,
      });
    };
    a = leaseOf("a");
    b = leaseOf("b");
  });
  afterEach(() => {
    database.close();
    rmSync(folder, { recursive: true });
  });

  const all = [
    { ...events0, offset: 0 },
    { ...events1, offset: 0 },
  ];
  const nothing = { gained: [], lost: [] };

  it("takes what is free, once", () => {
    expect(a.isFresh).toBe(false);
    expect(a.renew()).toEqual({ gained: all, lost: [] });
    expect(a.renew()).toEqual(nothing);
    expect(a.isFresh).toBe(true);
    expect(b.renew()).toEqual(nothing);
  });

  it("keeps what it renews, for as long as it does", async () => {
    a.renew();
    b.renew();
    for (let beat = 0; beat < 10; beat += 1) {
      await clock.advance(900);
      expect(a.renew()).toEqual(nothing);
      expect(b.renew()).toEqual(nothing);
    }
  });

  it("passes to another when it has stood still for its time, and not before", async () => {
    a.renew();
    b.renew();
    await clock.advance(999);
    expect(b.renew()).toEqual(nothing);
    await clock.advance(1);
    expect(a.isFresh).toBe(false);
    expect(b.renew()).toEqual({ gained: all, lost: [] });
    expect(a.renew()).toEqual({ gained: [], lost: [events0, events1] });
  });

  it("counts from when the other first saw the beat, not from when it was made", async () => {
    a.renew();
    await clock.advance(5_000);
    expect(b.renew()).toEqual(nothing);
    await clock.advance(999);
    expect(b.renew()).toEqual(nothing);
  });

  it("is not lost by an owner that was late when nobody took it", async () => {
    a.renew();
    await clock.advance(60_000);
    expect(a.isFresh).toBe(false);
    expect(a.renew()).toEqual(nothing);
    expect(a.isFresh).toBe(true);
  });

  it("passes at once when the owner's process is gone", () => {
    a.renew();
    dead.add("a");
    expect(b.renew()).toEqual({ gained: all, lost: [] });
  });

  it("passes at once when it was given back, with what was committed", () => {
    a.renew();
    expect(a.commit([{ ...events0, offset: 7 }])).toEqual([]);
    a.release();
    expect(b.renew().gained).toEqual([
      { ...events0, offset: 7 },
      { ...events1, offset: 0 },
    ]);
  });

  it("writes no offset of a late owner, and says which it refused", () => {
    a.renew();
    dead.add("a");
    b.renew();
    expect(a.commit([{ ...events0, offset: 9 }])).toEqual([{ ...events0, offset: 9 }]);
    b.release();
    expect(a.renew().gained).toEqual(all);
  });

  it("tells an owner that had lost a partition and got it back, so that it starts anew", () => {
    a.renew();
    dead.add("a");
    b.renew();
    b.commit([{ ...events1, offset: 4 }]);
    b.release();
    const back = [
      { ...events0, offset: 0 },
      { ...events1, offset: 4 },
    ];
    expect(a.renew()).toEqual({ gained: back, lost: [events0, events1] });
  });

  it("commits a lower offset too, for a position that was corrected", () => {
    a.renew();
    a.commit([{ ...events0, offset: 9 }]);
    a.commit([{ ...events0, offset: 3 }]);
    a.release();
    expect(b.renew().gained[0]).toEqual({ ...events0, offset: 3 });
  });

  it("writes nothing late for a stay before this one, even under the same owner", () => {
    a.renew();
    const { epochs } = a;
    dead.add("a");
    b.renew();
    b.commit([{ ...events0, offset: 9 }]);
    b.release();
    a.renew();
    const late = [{ ...events0, offset: 3 }];
    expect(a.commit(late, epochs)).toEqual(late);
    a.release();
    expect(b.renew().gained[0]).toEqual({ ...events0, offset: 9 });
  });

  it("keeps nothing of a renewal that was rolled back", () => {
    const other = openDatabase(join(folder, "log.sqlite"), { migrations: recordLogMigrations });
    other.exec("BEGIN IMMEDIATE");
    expect(() => a.renew()).toThrow("locked");
    expect(a.isFresh).toBe(false);
    other.close();
    expect(a.renew().gained).toEqual(all);
  });
});
