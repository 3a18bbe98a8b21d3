import type { LogRecord, NewRecord } from "../record-log.ts";

/** A record that can never be handled, and why. */
export interface Poison {
  readonly record: LogRecord;
  /** A stable code for machines. */
  readonly code: string;
  /** A sentence for people. */
  readonly reason: string;
}

/** Headers that a dead letter has beside those of the record itself. */
export const deadLetterHeaders = {
  topic: "dead-letter-topic",
  partition: "dead-letter-partition",
  offset: "dead-letter-offset",
  code: "dead-letter-code",
  reason: "dead-letter-reason",
  atMs: "dead-letter-at-ms",
} as const;

const reasonMaxLength = 1_000;

/** The dead letter of a record: its key, its headers and its bytes as they were, and where, when and why it was refused. */
export function deadLetterOf({ record, code, reason }: Poison, nowMs: number): NewRecord {
  return {
    key: record.key,
    value: record.value,
    headers: {
      ...record.headers,
      [deadLetterHeaders.topic]: record.topic,
      [deadLetterHeaders.partition]: String(record.partition),
      [deadLetterHeaders.offset]: String(record.offset),
      [deadLetterHeaders.code]: code,
      [deadLetterHeaders.reason]: reason.slice(0, reasonMaxLength),
      [deadLetterHeaders.atMs]: String(nowMs),
    },
  };
}
