import { eventually } from "@rae/kit/testing";
import { deadLetterHeaders, RecordLogUnavailable, runStream, type StreamHandle } from "@rae/stream";
import type { MemoryRecordLog } from "@rae/stream/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { group, keyIn, newRecord, soon, streamFixture } from "../stream-fixture.ts";

const [a, b] = [keyIn(0), keyIn(1)];
const events1 = { topic: "events", partition: 1 };
const letters0 = { topic: "dead-letters", partition: 0 };

describe("dead letters of which one partition cannot be written", () => {
  let log: MemoryRecordLog;
  let processed: number[];
  let stream: StreamHandle;
  beforeEach(() => {
    const fixture = streamFixture();
    log = fixture.log;
    processed = [];
    log.failPartition(letters0, new RecordLogUnavailable("nobody leads it"));
    stream = runStream({
      ...fixture.options,
      process: async ({ partition, records }) => {
        processed.push(partition);
        return { poison: records.map((record) => ({ record, code: "undecodable", reason: "" })) };
      },
    });
  });
  afterEach(async () => {
    log.healPartition(letters0);
    await stream.drain(1_000);
    await log.close();
  });
  const append = (key: string) => log.append("events", [newRecord(key, "bad")], soon());

  it("hold up the partitions whose letters lie there, and no other", async () => {
    await append(a);
    await append(b);
    await eventually(() => expect(log.records("dead-letters")).toMatchObject([{ key: b }]));
    await append(b);
    await eventually(() => expect(log.committedOffset(group, events1)).toBe(2));
    expect(processed.filter((partition) => partition === 0)).toEqual([0]);
    log.healPartition(letters0);
    await eventually(() => {
      expect(
        log
          .records("dead-letters")
          .map(({ key }) => key)
          .toSorted(),
      ).toEqual([a, b, b].toSorted());
    });
  });
});

describe("a dead letter that is too large for the log", () => {
  it("keeps the beginning of its record, and those of its key behind it are whole", async () => {
    const { log, options } = streamFixture();
    log.refuse(({ headers, value }) => {
      return deadLetterHeaders.code in headers && (value?.byteLength ?? 0) > 100_000;
    });
    const large = { ...newRecord(a, ""), value: new Uint8Array(200_000).fill(7) };
    await log.append("events", [large, newRecord(a, "bad")], soon());
    const stream = runStream({
      ...options,
      process: async ({ records }) => ({
        poison: records.map((record) => ({ record, code: "undecodable", reason: "" })),
      }),
    });
    await eventually(() => expect(log.records("dead-letters")).toHaveLength(2));
    const letters = log.records("dead-letters");
    expect(letters.map(({ value }) => value?.byteLength).toSorted()).toEqual([3, 65_536]);
    expect(letters.map(({ headers }) => headers[deadLetterHeaders.valueBytes])).toContain("200000");
    await stream.drain(1_000);
    await log.close();
  });
});
