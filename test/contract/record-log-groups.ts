import { eventually } from "@rae/kit/testing";
import { partitionOfKey, type RecordLog } from "@rae/stream";
import { afterEach, beforeEach, expect, it } from "vitest";
import {
  Collector,
  endOf,
  never,
  type OpenedLog,
  recordsOf,
  soon,
  textOf,
} from "./record-log-harness.ts";

/** Members of a group: assignment, order, commits, hand-over. */
export function groupsContract(open: () => Promise<OpenedLog>): void {
  let opened: OpenedLog;
  let log: RecordLog;
  beforeEach(async () => {
    opened = await open();
    log = opened.log;
  });
  afterEach(() => opened.close());

  it("goes on behind what a closed consumption has handled", async () => {
    const first = new Collector();
    const consumption = await first.consume(log, ["events"]);
    await log.append("events", recordsOf(5, 4), soon());
    await eventually(() => expect(first.records).toHaveLength(20));
    await consumption.close();
    await log.append("events", [{ key: "box-1", value: new Uint8Array(), headers: {} }], soon());
    const second = new Collector();
    await second.consume(log, ["events"]);
    await eventually(() => expect(second.texts()).toEqual(["box-1:"]));
  });

  it("lets a slice in hand finish when the consumption closes, and commits it", async () => {
    const { promise: inHand, resolve: started } = Promise.withResolvers<void>();
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    let aborted = false;
    const consumption = await log.consume({
      group: "readers",
      topics: ["events"],
      handle: async (slice, signal) => {
        started();
        await released;
        aborted = signal.aborted;
        return endOf(slice);
      },
      onFailure: never,
    });
    await log.append("events", recordsOf(1, 3), soon());
    await inHand;
    const closing = consumption.close();
    release();
    await closing;
    expect(aborted).toBe(false);
    const later = new Collector();
    const next = await later.consume(log, ["events"]);
    await eventually(() => expect(next.lag()).toHaveLength(4));
    expect(next.lag().reduce((sum, lag) => sum + lag.committedOffset, 0)).toBe(3);
    expect(later.records).toEqual([]);
  });

  it("commits nothing before what was handled is durable", async () => {
    let isDurable = false;
    let handled = 0;
    let asked = 0;
    const consumption = await log.consume({
      group: "readers",
      topics: ["events"],
      handle: async (slice) => {
        handled += slice.records.length;
        return endOf(slice);
      },
      beforeCommit: async () => {
        asked += 1;
        if (!isDurable) throw new Error("the disk is full");
      },
      onFailure: never,
    });
    const committed = () =>
      consumption.lag().reduce((sum, { committedOffset }) => sum + committedOffset, 0);
    await log.append("events", recordsOf(1, 3), soon());
    await eventually(() => expect([handled, asked > 1]).toEqual([3, true]));
    expect(committed()).toBe(0);
    isDurable = true;
    await eventually(() => expect(committed()).toBe(3));
    await consumption.close();
  });

  it("hands the same records out again after a rejection, and other partitions go on", async () => {
    const attempts: string[][] = [];
    const others = new Set<string>();
    let fails = 2;
    await log.append("events", recordsOf(8, 2), soon());
    await log.consume({
      group: "readers",
      topics: ["events"],
      handle: async (slice) => {
        const texts = slice.records.map(textOf);
        if (!texts.includes("box-0:0")) {
          for (const text of texts) others.add(text);
          return endOf(slice);
        }
        attempts.push(texts);
        fails -= 1;
        if (fails >= 0) throw new Error("not now");
        return endOf(slice);
      },
      onFailure: never,
    });
    await eventually(() => expect(attempts).toHaveLength(3));
    expect(attempts[1]).toEqual(attempts[0]);
    expect(attempts[2]).toEqual(attempts[0]);
    await eventually(() => expect(others.size + new Set(attempts[0]).size).toBe(16));
  });

  it("hands the rest of a slice out again when less was handled", async () => {
    const handled: string[] = [];
    await log.append("events", recordsOf(1, 10), soon());
    await log.consume({
      group: "readers",
      topics: ["events"],
      handle: async ({ records: [first] }) => {
        if (first === undefined) throw new Error("an empty slice");
        handled.push(textOf(first));
        return first.offset + 1;
      },
      onFailure: never,
    });
    const all = Array.from({ length: 10 }, (_, n) => `box-0:${n}`);
    await eventually(() => expect(handled).toEqual(all));
  });

  it("never has two slices of one partition in hand", async () => {
    const inHand = new Set<number>();
    const overlaps: number[] = [];
    let count = 0;
    await log.consume({
      group: "readers",
      topics: ["events"],
      limits: {
        slice: { maxRecords: 3, maxBytes: 1_000 },
        queue: { maxRecords: 5, maxBytes: 1_000 },
      },
      handle: async (slice) => {
        if (inHand.has(slice.partition)) overlaps.push(slice.partition);
        inHand.add(slice.partition);
        await new Promise((resolve) => setImmediate(resolve));
        inHand.delete(slice.partition);
        count += slice.records.length;
        return endOf(slice);
      },
      onFailure: never,
    });
    await log.append("events", recordsOf(10, 20), soon());
    await eventually(() => expect(count).toBe(200));
    expect(overlaps).toEqual([]);
  });

  it("gives all slices of one assignment one signal, and the next assignment another", async () => {
    const signals = new Set<AbortSignal>();
    let count = 0;
    const consume = () =>
      log.consume({
        group: "readers",
        topics: ["events"],
        limits: {
          slice: { maxRecords: 3, maxBytes: 1_000 },
          queue: { maxRecords: 5, maxBytes: 1_000 },
        },
        handle: async (slice, signal) => {
          signals.add(signal);
          count += slice.records.length;
          return endOf(slice);
        },
        onFailure: never,
      });
    const first = await consume();
    await log.append("events", recordsOf(1, 20), soon());
    await eventually(() => expect(count).toBe(20));
    expect(signals.size).toBe(1);
    await first.close();
    expect([...signals].map((signal) => signal.aborted)).toEqual([true]);
    await consume();
    await log.append("events", recordsOf(1, 20), soon());
    await eventually(() => expect(count).toBe(40));
    expect(signals.size).toBe(2);
  });

  it("says how far behind each partition is", async () => {
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    await log.append("events", recordsOf(1, 5), soon());
    const consumption = await log.consume({
      group: "readers",
      topics: ["events"],
      handle: async (slice) => {
        await released;
        return endOf(slice);
      },
      onFailure: never,
    });
    const behind = () => consumption.lag().filter((lag) => lag.endOffset > lag.handledOffset);
    await eventually(() => expect(behind()).toMatchObject([{ handledOffset: 0, endOffset: 5 }]));
    release();
    await eventually(() => expect(behind()).toEqual([]));
  });

  it("shares the partitions of a group so that each record is handled once while nobody leaves", async () => {
    const [one, two] = [new Collector(), new Collector()];
    await one.consume(log, ["events"]);
    await two.consume(await opened.another(), ["events"]);
    await log.append("events", recordsOf(20, 10), soon());
    await eventually(() => expect(one.records.length + two.records.length).toBe(200));
    const texts = [...one.texts(), ...two.texts()];
    expect(new Set(texts).size).toBe(200);
  });

  it("lets another member take over what a member leaves, from what it committed", async () => {
    const [one, two] = [new Collector(), new Collector()];
    const leaving = await one.consume(log, ["events"]);
    await two.consume(await opened.another(), ["events"]);
    await log.append("events", recordsOf(20, 5), soon());
    await eventually(() => expect(one.records.length + two.records.length).toBe(100));
    await leaving.close();
    const before = two.records.length;
    await log.append("events", recordsOf(20, 5), soon());
    await eventually(() => expect(two.records.length - before).toBe(100));
  });

  it("tells how many partitions a topic has, on which the keys are spread", async () => {
    const count = await log.partitionCount("events", soon());
    expect(count).toBe(4);
    const reader = new Collector();
    await reader.consume(log, ["events"]);
    await log.append("events", recordsOf(20, 1), soon());
    await eventually(() => expect(reader.records).toHaveLength(20));
    for (const { key, partition } of reader.records) {
      expect(partition).toBe(partitionOfKey(key, count));
    }
  });

  it("tells a member which partitions it has, and from where", async () => {
    const events: string[] = [];
    const consumption = await log.consume({
      group: "readers",
      topics: ["events"],
      handle: async (slice) => endOf(slice),
      onAssignment: ({ kind, partitions }) => {
        for (const { topic, partition, offset } of partitions) {
          events.push(`${kind} ${topic}/${partition} at ${offset}`);
        }
      },
      onFailure: never,
    });
    await eventually(() => expect(events).toHaveLength(4));
    expect(events.toSorted()[0]).toBe("assigned events/0 at 0");
    await consumption.close();
    expect(events.filter((event) => event.startsWith("revoked"))).toHaveLength(4);
  });
}
