import { eventually } from "@rae/kit/testing";
import {
  type HandleRecord,
  PermanentFailure,
  partitionOfKey,
  processKeyed,
  type StreamHandle,
} from "@rae/stream";
import type { MemoryRecordLog } from "@rae/stream/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { group, newRecord, soon, streamFixture, textOf } from "./stream-fixture.ts";

// Keys of one partition, so that what runs in parallel does so within it.
const keys = Array.from({ length: 200 }, (_, n) => `box-${n}`)
  .filter((key) => partitionOfKey(key, 4) === 0)
  .slice(0, 6);
const [a = "", b = "", c = ""] = keys;
const events0 = { topic: "events", partition: 0 };

describe("a stream by key", () => {
  let log: MemoryRecordLog;
  let options: ReturnType<typeof streamFixture>["options"];
  let applied: string[];
  let stream: StreamHandle | undefined;
  beforeEach(() => {
    ({ log, options } = streamFixture());
    applied = [];
    stream = undefined;
  });
  afterEach(async () => {
    await stream?.drain(1_000);
    await log.close();
  });

  const start = (handleRecord: HandleRecord, concurrency = 4): StreamHandle => {
    stream = processKeyed({ ...options, handleRecord, concurrency });
    return stream;
  };
  const append = (...records: [key: string, text: string][]) =>
    log.append(
      "events",
      records.map(([key, text]) => newRecord(key, text)),
      soon(),
    );

  it("works on several keys of a partition at once, on no more than it is told, and keeps each in order", async () => {
    let atOnce = 0;
    let most = 0;
    const busyKeys = new Set<string>();
    const overlaps: string[] = [];
    await append(
      ...Array.from({ length: 60 }, (_, n): [string, string] => [
        keys[n % keys.length] ?? "",
        `${n}`,
      ]),
    );
    start(async (record) => {
      if (busyKeys.has(record.key)) overlaps.push(record.key);
      busyKeys.add(record.key);
      atOnce += 1;
      most = Math.max(most, atOnce);
      await new Promise((resolve) => setImmediate(resolve));
      atOnce -= 1;
      busyKeys.delete(record.key);
      applied.push(textOf(record));
    }, 3);
    await eventually(() => expect(applied).toHaveLength(60));
    expect(most).toBe(3);
    expect(overlaps).toEqual([]);
    for (const key of keys) {
      const numbers = applied.filter((text) => text.startsWith(`${key}:`)).map(numberOf);
      expect(numbers).toEqual(numbers.toSorted((x, y) => x - y));
    }
  });

  it("commits only up to the record that has not finished when the partition is taken away", async () => {
    await append([a, "1"], [b, "slow"], [c, "3"]);
    const handle = start(async (record, signal) => {
      if (textOf(record).endsWith("slow")) {
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
        throw signal.reason;
      }
      applied.push(textOf(record));
    });
    await eventually(() => expect(applied).toEqual([`${a}:1`, `${c}:3`]));
    await handle.drain(100);
    expect(log.committedOffset(group, events0)).toBe(1);
  });

  it("repeats a record that fails before the next one of its key, while other keys go on", async () => {
    let fails = 3;
    await append([a, "1"], [a, "2"], [b, "1"]);
    start(async (record) => {
      if (record.key === a) {
        fails -= 1;
        if (fails >= 0) throw new Error("not now");
      }
      applied.push(textOf(record));
    });
    await eventually(() => expect(applied).toEqual([`${b}:1`, `${a}:1`, `${a}:2`]));
  });

  it("buries a record that fails for good and goes on with its key", async () => {
    await append([a, "bad"], [a, "2"]);
    start(async (record) => {
      if (textOf(record).endsWith("bad")) {
        throw new PermanentFailure({ record, code: "refused", reason: "never" });
      }
      applied.push(textOf(record));
    });
    await eventually(() => expect(applied).toEqual([`${a}:2`]));
    expect(log.records("dead-letters").map(textOf)).toEqual([`${a}:bad`]);
  });
});

function numberOf(text: string): number {
  return Number(text.split(":")[1]);
}
