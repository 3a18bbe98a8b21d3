import type {
  LogRecord,
  NewRecord,
  PositionGap,
  RecordLog,
  Slice,
  TopicPartition,
} from "@rae/stream";

/** A log under test. */
export interface OpenedLog {
  readonly log: RecordLog;
  /** Opens the same log again, as another process would; the harness closes it. */
  readonly another: () => Promise<RecordLog>;
  readonly accidents: LogAccidents;
  readonly close: () => Promise<void>;
}

/** What befalls a log without its readers being asked. */
export interface LogAccidents {
  /** Moves a group's committed offset, while it has no member. */
  moveTo(offset: number, partition: TopicPartition, group: string): Promise<void>;
  /** Takes the records before an offset, as retention does. */
  trim(partition: TopicPartition, beforeOffset: number): Promise<void>;
  /** Deletes a topic and makes it anew. */
  recreate(topic: string): Promise<void>;
}

export const soon = () => AbortSignal.timeout(10_000);
export const never = (error: unknown) => {
  throw error;
};

export function recordsOf(keys: number, each: number): NewRecord[] {
  return Array.from({ length: keys * each }, (_, index) => ({
    key: `box-${index % keys}`,
    value: new TextEncoder().encode(`${Math.floor(index / keys)}`),
    headers: { number: `${index}` },
  }));
}

export const textOf = (record: LogRecord) =>
  `${record.key}:${new TextDecoder().decode(record.value)}`;
export const endOf = (slice: Slice) => (slice.records.at(-1)?.offset ?? 0) + 1;

/** Keeps what a group was handed. */
export class Collector {
  readonly records: LogRecord[] = [];
  readonly failures: unknown[] = [];
  readonly gaps: PositionGap[] = [];

  async consume(log: RecordLog, topics: readonly string[], group = "readers") {
    return await log.consume({
      group,
      topics,
      handle: async (slice) => {
        this.records.push(...slice.records);
        return endOf(slice);
      },
      onFailure: (error) => this.failures.push(error),
      observer: {
        onFetch: () => {},
        onCommit: () => {},
        onRetry: () => {},
        onGap: (gap) => this.gaps.push(gap),
      },
    });
  }

  texts(): string[] {
    return this.records.map(textOf);
  }

  ofKey(key: string): string[] {
    return this.texts().filter((text) => text.startsWith(`${key}:`));
  }
}
