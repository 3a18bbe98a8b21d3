import { eventually } from "@rae/kit/testing";
import type { RecordLog } from "@rae/stream";
import { afterEach, beforeEach, expect, it } from "vitest";
import { never, type OpenedLog, recordsOf, soon, textOf } from "./record-log-harness.ts";

/** Readers without a group. */
export function tailsContract(open: () => Promise<OpenedLog>): void {
  let opened: OpenedLog;
  let log: RecordLog;
  beforeEach(async () => {
    opened = await open();
    log = opened.log;
  });
  afterEach(() => opened.close());

  it("tails a topic from the beginning, says when it has caught up, and follows", async () => {
    const seen: string[] = [];
    await log.append("events", recordsOf(3, 2), soon());
    const tail = await log.tail({
      topics: ["events"],
      sinceMs: 0,
      handle: (slice) => void seen.push(...slice.records.map(textOf)),
      onFailure: never,
    });
    await tail.caughtUp;
    expect(seen).toHaveLength(6);
    await log.append("events", recordsOf(1, 1), soon());
    await eventually(() => expect(seen).toHaveLength(7));
    await tail.close();
    await log.append("events", recordsOf(1, 1), soon());
    expect(seen).toHaveLength(7);
  });

  it("has caught up at once on a topic without records", async () => {
    const tail = await log.tail({
      topics: ["new"],
      sinceMs: 0,
      handle: () => {},
      onFailure: never,
    });
    await expect(tail.caughtUp).resolves.toBeUndefined();
  });

  it("tails only records appended at or after a time", async () => {
    await log.append("events", recordsOf(4, 1), soon());
    const appendedMs = Date.now();
    const sinceMs = await eventually(() => {
      const nowMs = Date.now();
      expect(nowMs).toBeGreaterThan(appendedMs);
      return nowMs;
    });
    await log.append("events", [{ key: "late", value: new Uint8Array(), headers: {} }], soon());
    const seen: string[] = [];
    const tail = await log.tail({
      topics: ["events"],
      sinceMs,
      handle: (slice) => void seen.push(...slice.records.map((record) => record.key)),
      onFailure: never,
    });
    await tail.caughtUp;
    expect(seen).toEqual(["late"]);
  });

  it("ends a tail whose handler throws, and says so", async () => {
    const failures: unknown[] = [];
    await log.append("events", recordsOf(1, 1), soon());
    const tail = await log.tail({
      topics: ["events"],
      sinceMs: 0,
      handle: () => {
        throw new Error("cannot");
      },
      onFailure: (error) => failures.push(error),
    });
    await expect(tail.caughtUp).rejects.toThrow("cannot");
    expect(failures).toEqual([new Error("cannot")]);
  });
}
