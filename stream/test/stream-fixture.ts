import { silentLogger, systemClock } from "@rae/kit";
import { type LogRecord, type NewRecord, partitionOfKey, type StreamOptions } from "@rae/stream";
import { MemoryRecordLog } from "@rae/stream/testing";
import { Registry } from "prom-client";

/** What `runStream` needs, on a log in memory, with retries within milliseconds. */
export interface StreamFixture {
  readonly log: MemoryRecordLog;
  readonly options: StreamOptions & { readonly log: MemoryRecordLog; readonly metrics: Registry };
}

export const group = "readers";

export function streamFixture(): StreamFixture {
  const log = new MemoryRecordLog();
  const options = {
    log,
    group,
    topics: ["events"],
    deadLetterTopic: "dead-letters",
    clock: systemClock,
    logger: silentLogger,
    metrics: new Registry(),
    backoff: { initialMs: 1, maxMs: 5, factor: 2, jitter: 0 },
  };
  return { log, options };
}

export function newRecord(key: string, text: string): NewRecord {
  return { key, value: new TextEncoder().encode(text), headers: { "box-id": key } };
}

export function textOf(record: LogRecord): string {
  return `${record.key}:${new TextDecoder().decode(record.value)}`;
}

/** A key of a partition of its own: `keyIn(0)` and `keyIn(1)` never share one. */
export function keyIn(partition: number): string {
  for (let number = 0; ; number += 1) {
    if (partitionOfKey(`box-${number}`, 4) === partition) return `box-${number}`;
  }
}

export const soon = () => AbortSignal.timeout(10_000);
