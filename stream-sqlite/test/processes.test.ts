import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "@rae/kit/testing";
import type { LogRecord } from "@rae/stream";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openSqliteRecordLog, type SqliteRecordLog } from "../src/record-log.ts";
import { LogProgram } from "./log-program.ts";

// Each runs programs, which a busy machine starts slowly.
vi.setConfig({ testTimeout: 180_000 });
const waitMs = 60_000;
const soonEnough = { timeoutMs: waitMs };

const numberOf = (record: LogRecord) => Number(new TextDecoder().decode(record.value));
const fail = (error: unknown) => {
  throw error;
};

describe("a log file that several processes use", () => {
  let folder: string;
  let path: string;
  let programs: LogProgram[];
  let logs: SqliteRecordLog[];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "rae-log-processes-"));
    path = join(folder, "log.sqlite");
    programs = [];
    logs = [];
  });
  afterEach(async () => {
    await Promise.all(programs.map((program) => program.kill()));
    await Promise.all(logs.map((log) => log.close()));
    rmSync(folder, { recursive: true });
  });

  const run = (name: string, ...args: string[]) => {
    const program = new LogProgram(name, args);
    programs.push(program);
    return program;
  };
  const open = (leaseMs = 5_000) => {
    const log = openSqliteRecordLog({ path, leaseMs });
    logs.push(log);
    return log;
  };
  const readAll = async () => {
    const records: LogRecord[] = [];
    const tail = await open().tail({
      topics: ["events"],
      sinceMs: 0,
      handle: (slice) => void records.push(...slice.records),
      onFailure: fail,
    });
    await tail.caughtUp;
    return records;
  };

  it("has every record that a killed writer was told is durable, in order, each once", async () => {
    const writer = run("record-log-writer", path);
    await eventually(() => expect(writer.latest).toBeGreaterThan(200), soonEnough);
    await writer.kill();
    const numbers = (await readAll()).map(numberOf);
    expect(numbers.length).toBeGreaterThanOrEqual(writer.latest ?? Number.POSITIVE_INFINITY);
    expect(numbers).toEqual(numbers.map((_, index) => index));
  });

  it("takes the records of two writers at once, each writer's in order", async () => {
    const writers = [
      run("record-log-writer", path, "box-1"),
      run("record-log-writer", path, "box-2"),
    ];
    await eventually(() => {
      expect(writers.map((writer) => writer.complaints)).toEqual(["", ""]);
      expect(Math.min(...writers.map((writer) => writer.latest ?? 0))).toBeGreaterThan(100);
    }, soonEnough);
    await Promise.all(writers.map((writer) => writer.kill()));
    const byKey = Map.groupBy(await readAll(), (record) => record.key);
    expect([...byKey.keys()].toSorted()).toEqual(["box-1", "box-2"]);
    for (const records of byKey.values()) {
      expect(records.map(numberOf)).toEqual(records.map((_, index) => index));
    }
  });

  it("gives a killed member's partitions to the next at once, long before the lease runs out", async () => {
    const reader = run("record-log-reader", path, "600000");
    await eventually(() => expect(reader.latest).toBe(0), soonEnough);
    await reader.kill();
    let handled = 0;
    const log = open(600_000);
    await log.append("events", [{ key: "a", value: new Uint8Array(), headers: {} }], soon());
    await log.consume({
      group: "readers",
      topics: ["events"],
      handle: async ({ records }) => {
        handled += records.length;
        return (records.at(-1)?.offset ?? 0) + 1;
      },
      onFailure: fail,
    });
    await eventually(() => expect(handled).toBe(1), soonEnough);
  });

  it("takes a frozen member's partitions when its lease runs out, and the frozen one commits nothing later", async () => {
    const reader = run("record-log-reader", path, "300");
    await eventually(() => expect(reader.latest).toBe(0), soonEnough);
    reader.signal("SIGSTOP");
    let handled = 0;
    const log = open(300);
    const consumption = await log.consume({
      group: "readers",
      topics: ["events"],
      handle: async ({ records }) => {
        handled += records.length;
        return (records.at(-1)?.offset ?? 0) + 1;
      },
      onFailure: fail,
    });
    expect(consumption.lag()).toEqual([]);
    await eventually(() => expect(consumption.lag()).toHaveLength(4), soonEnough);
    reader.signal("SIGCONT");
    await log.append("events", [{ key: "a", value: new Uint8Array(), headers: {} }], soon());
    await eventually(() => expect(handled).toBe(1), soonEnough);
    await eventually(
      () => expect(consumption.lag().reduce((sum, lag) => sum + lag.committedOffset, 0)).toBe(1),
      soonEnough,
    );
    expect(reader.latest).toBe(0);
    expect(reader.complaints).toBe("");
  });
});

function soon(): AbortSignal {
  return AbortSignal.timeout(waitMs);
}
