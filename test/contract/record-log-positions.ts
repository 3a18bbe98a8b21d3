import { eventually } from "@rae/kit/testing";
import { type PositionGap, partitionOfKey, type RecordLog } from "@rae/stream";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Collector, endOf, never, type OpenedLog, soon, textOf } from "./record-log-harness.ts";

const key = "box-1";
const partition = { topic: "events", partition: partitionOfKey(key, 4) };

/** No record is passed over without a word, wherever a reader stands. */
export function positionsContract(open: () => Promise<OpenedLog>): void {
  let opened: OpenedLog;
  let log: RecordLog;
  beforeEach(async () => {
    opened = await open();
    log = opened.log;
  });
  afterEach(() => opened.close());

  const append = (...texts: readonly string[]) =>
    log.append(
      "events",
      texts.map((text) => ({ key, value: new TextEncoder().encode(text), headers: {} })),
      soon(),
    );

  /** A group that has read four records and has gone. */
  async function readFour(): Promise<void> {
    await append("0", "1", "2", "3");
    const before = new Collector();
    const consumption = await before.consume(log, ["events"]);
    await eventually(() => expect(before.records).toHaveLength(4));
    await consumption.close();
  }

  it("goes on at the first record there is from a committed offset past the end, and corrects it", async () => {
    await readFour();
    await opened.accidents.moveTo(100, partition, "readers");
    const seen = new Collector();
    const consumption = await seen.consume(log, ["events"]);
    await eventually(() => expect(seen.texts()).toEqual([0, 1, 2, 3].map((n) => `${key}:${n}`)));
    expect(seen.gaps).toEqual([
      {
        ...partition,
        ...{ fromOffset: 100, toOffset: 0, endOffset: 4 },
        ...{ direction: "past-end", missingRecords: 96 },
      },
    ]);
    await consumption.close();
    await append("4");
    const next = new Collector();
    await next.consume(log, ["events"]);
    await eventually(() => expect(next.texts()).toEqual([`${key}:4`]));
    expect(next.gaps).toEqual([]);
  });

  it("says how far it is behind from a committed offset past the end", async () => {
    await readFour();
    await opened.accidents.moveTo(100, partition, "readers");
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
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
    await eventually(() => {
      expect(behind()).toMatchObject([{ handledOffset: 0, committedOffset: 0, endOffset: 4 }]);
    });
    release();
    await eventually(() => expect(behind()).toEqual([]));
  });

  it("says how many records retention took before they were read", async () => {
    await readFour();
    await append("4", "5", "6");
    await opened.accidents.trim(partition, 6);
    const seen = new Collector();
    await seen.consume(log, ["events"]);
    await eventually(() => expect(seen.texts()).toEqual([`${key}:6`]));
    expect(seen.gaps).toMatchObject([
      { fromOffset: 4, toOffset: 6, direction: "before-first", missingRecords: 2 },
    ]);
  });

  it("reads a topic that was made anew under a running group from its beginning", async () => {
    const seen = new Collector();
    await seen.consume(log, ["events"]);
    await append("0", "1", "2", "3");
    await eventually(() => expect(seen.records).toHaveLength(4));
    await opened.accidents.recreate("events");
    await eventually(() => append("4"), { timeoutMs: 20_000 });
    await eventually(() => expect(seen.texts().slice(4)).toEqual([`${key}:4`]), {
      timeoutMs: 20_000,
    });
    expect(seen.gaps).toMatchObject([{ fromOffset: 4, toOffset: 0, direction: "past-end" }]);
    expect(seen.failures).toEqual([]);
  });

  it("reads a topic that was made anew under a running tail from its beginning", async () => {
    const seen: string[] = [];
    const gaps: PositionGap[] = [];
    await log.tail({
      topics: ["events"],
      sinceMs: 0,
      handle: (slice) => void seen.push(...slice.records.map(textOf)),
      onFailure: never,
      onGap: (gap) => gaps.push(gap),
    });
    await append("0", "1", "2", "3");
    await eventually(() => expect(seen).toHaveLength(4));
    await opened.accidents.recreate("events");
    await eventually(() => append("4"), { timeoutMs: 20_000 });
    await eventually(() => expect(seen.slice(4)).toEqual([`${key}:4`]), { timeoutMs: 20_000 });
    expect(gaps).toMatchObject([{ fromOffset: 4, toOffset: 0, direction: "past-end" }]);
  });
}
