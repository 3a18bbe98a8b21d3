import { eventually } from "@rae/kit/testing";
import { type RecordLog, RecordLogUnavailable } from "@rae/stream";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Collector, type OpenedLog, recordsOf, soon } from "./record-log-harness.ts";

/** What is appended is what is read. */
export function appendsContract(open: () => Promise<OpenedLog>): void {
  let opened: OpenedLog;
  let log: RecordLog;
  beforeEach(async () => {
    opened = await open();
    log = opened.log;
  });
  afterEach(() => opened.close());

  it("gives back what was appended, byte for byte, with its key, headers and time", async () => {
    const value = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    const beforeMs = Date.now();
    await log.append("events", [{ key: "box-1", value, headers: { a: "1", ü: "\n" } }], soon());
    const seen = new Collector();
    await seen.consume(log, ["events"]);
    await eventually(() => expect(seen.records).toHaveLength(1));
    const [record] = seen.records;
    expect(record).toMatchObject({ topic: "events", key: "box-1", headers: { a: "1", ü: "\n" } });
    expect(Uint8Array.from(record?.value ?? [])).toEqual(value);
    expect(record?.appendedAtMs).toBeGreaterThanOrEqual(beforeMs);
    expect(record?.appendedAtMs).toBeLessThanOrEqual(Date.now());
  });

  it("says that it is there, and that it is not once it is closed", async () => {
    await log.check(soon());
    await log.close();
    await expect(log.check(soon())).rejects.toThrow(RecordLogUnavailable);
  });

  it("keeps empty values, empty keys and a value of a mebibyte", async () => {
    const large = new Uint8Array(2 ** 20).fill(7);
    const values = [new Uint8Array(0), large];
    const records = values.map((value) => ({ key: "", value, headers: {} }));
    await log.append("events", records, soon());
    const seen = new Collector();
    await seen.consume(log, ["events"]);
    await eventually(() => expect(seen.records).toHaveLength(2));
    expect(seen.records.map((record) => record.value?.byteLength)).toEqual([0, 2 ** 20]);
  });

  it("keeps a record without a value apart from one with an empty one", async () => {
    const records = [null, new Uint8Array(0)].map((value) => ({ key: "a", value, headers: {} }));
    await log.append("events", records, soon());
    const seen = new Collector();
    await seen.consume(log, ["events"]);
    await eventually(() => expect(seen.records).toHaveLength(2));
    expect(seen.records.map(({ value }) => value?.byteLength)).toEqual([undefined, 0]);
    expect(seen.records[0]?.value).toBeNull();
  });

  it("keeps the order of each key, across appends and with appends under way together", async () => {
    const records = recordsOf(10, 50);
    const appends = [];
    for (let index = 0; index < records.length; index += 7) {
      appends.push(log.append("events", records.slice(index, index + 7), soon()));
    }
    await Promise.all(appends);
    const seen = new Collector();
    await seen.consume(log, ["events"]);
    await eventually(() => expect(seen.records).toHaveLength(500));
    const numbers = Array.from({ length: 50 }, (_, n) => n);
    for (const key of Array.from({ length: 10 }, (_, n) => `box-${n}`)) {
      expect(seen.ofKey(key)).toEqual(numbers.map((n) => `${key}:${n}`));
    }
  });

  it("puts all records of one key into one partition, with offsets that grow", async () => {
    await log.append("events", recordsOf(20, 5), soon());
    const seen = new Collector();
    await seen.consume(log, ["events"]);
    await eventually(() => expect(seen.records).toHaveLength(100));
    const placesOf = Map.groupBy(seen.records, (record) => record.key);
    for (const places of placesOf.values()) {
      expect(new Set(places.map((record) => record.partition)).size).toBe(1);
      const offsets = places.map((record) => record.offset);
      expect(offsets).toEqual(offsets.toSorted((a, b) => a - b));
      expect(new Set(offsets).size).toBe(offsets.length);
    }
    expect(new Set(seen.records.map((record) => record.partition)).size).toBeGreaterThan(1);
  });

  it("hands records to a group that waits as they are appended", async () => {
    const seen = new Collector();
    await seen.consume(log, ["events"]);
    await log.append("events", recordsOf(1, 1), soon());
    await eventually(() => expect(seen.texts()).toEqual(["box-0:0"]));
    await log.append("events", recordsOf(1, 1), soon());
    await eventually(() => expect(seen.records).toHaveLength(2));
  });

  it("gives several topics to one group, each record with its own topic", async () => {
    const seen = new Collector();
    await seen.consume(log, ["events", "commands"]);
    await log.append("commands", recordsOf(1, 1), soon());
    await log.append("events", recordsOf(1, 1), soon());
    await log.append("others", recordsOf(1, 1), soon());
    await eventually(() => expect(seen.records).toHaveLength(2));
    expect(seen.records.map((record) => record.topic).toSorted()).toEqual(["commands", "events"]);
  });

  it("shows every group every record", async () => {
    const [one, two] = [new Collector(), new Collector()];
    await one.consume(log, ["events"], "one");
    await two.consume(log, ["events"], "two");
    await log.append("events", recordsOf(5, 2), soon());
    await eventually(() => expect(one.records).toHaveLength(10));
    await eventually(() => expect(two.records).toHaveLength(10));
  });

  it("shows another opener what this one appends", async () => {
    const other = await opened.another();
    const seen = new Collector();
    await seen.consume(other, ["events"]);
    await log.append("events", recordsOf(3, 1), soon());
    await eventually(() => expect(seen.records).toHaveLength(3));
  });

  it("refuses an append whose signal has aborted and takes the next", async () => {
    const gone = AbortSignal.abort(new Error("given up"));
    await expect(log.append("events", recordsOf(1, 1), gone)).rejects.toThrow("given up");
    await log.append("events", recordsOf(1, 2), soon());
    const seen = new Collector();
    await seen.consume(log, ["events"]);
    await eventually(() => expect(seen.texts()).toEqual(["box-0:0", "box-0:1"]));
  });

  it("tells of no append that waits while all is well", async () => {
    const appends = log.append("events", recordsOf(10, 1), soon());
    expect(log.waitingAppends()).not.toEqual([]);
    await appends;
    expect(log.waitingAppends()).toEqual([]);
  });

  it("makes thousands of appends of single records under one signal, in order", async () => {
    const shared = soon();
    const records = recordsOf(20, 100);
    await Promise.all(records.map((record) => log.append("events", [record], shared)));
    const seen = new Collector();
    await seen.consume(log, ["events"]);
    await eventually(() => expect(seen.records).toHaveLength(2_000));
    const numbers = Array.from({ length: 100 }, (_, n) => n);
    for (const key of Array.from({ length: 20 }, (_, n) => `box-${n}`)) {
      expect(seen.ofKey(key)).toEqual(numbers.map((n) => `${key}:${n}`));
    }
  });

  it("ends consumptions when it closes, and refuses work afterwards", async () => {
    const seen = new Collector();
    await seen.consume(log, ["events"]);
    await log.close();
    await expect(log.append("events", recordsOf(1, 1), soon())).rejects.toThrow("closed");
    await expect(seen.consume(log, ["events"])).rejects.toThrow("closed");
    await expect(log.close()).resolves.toBeUndefined();
    expect(seen.failures).toEqual([]);
  });
}
