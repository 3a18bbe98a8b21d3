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
  /** How many bytes the value had, if it is cut. */
  valueBytes: "dead-letter-value-bytes",
} as const;

const reasonMaxLength = 1_000;
const cutValueBytes = 64 * 1024;

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

/** A letter with the beginning of its record only; undefined if it is small already. */
export function cutLetterOf(letter: NewRecord): NewRecord | undefined {
  const { value, headers } = letter;
  if (value === null || value.byteLength <= cutValueBytes) return undefined;
  return {
    ...letter,
    value: value.slice(0, cutValueBytes),
    headers: { ...headers, [deadLetterHeaders.valueBytes]: String(value.byteLength) },
  };
}
