import { type Clock, DeadlineExceeded, withDeadline } from "@rae/kit";
import { type ErrorDetails, logHeaders, RaeError, schemaVersion, toRaeError } from "@rae/protocol";
import { type NewRecord, type RecordLog, RecordLogUnavailable, RecordRefused } from "@rae/stream";

export interface TimelyAppend {
  readonly log: RecordLog;
  readonly clock: Clock;
  readonly limitMs: number;
  /** What the log did not take, if it did not, for people. */
  readonly what: string;
  /** Of that error. */
  readonly details?: ErrorDetails;
  readonly signal?: AbortSignal;
}

/**
 * Makes records durable. After a failure they may be on the log, or yet come there.
 * @throws RaeError `log-unavailable` if the log did not take them in time; `payload-too-large` or `record-refused` if it never will; what
 * `signal` aborts with.
 */
export async function appendInTime(
  topic: string,
  records: readonly NewRecord[],
  { log, clock, limitMs, what, details = {}, signal }: TimelyAppend,
): Promise<void> {
  const append = (limit: AbortSignal) => log.append(topic, records, limit);
  try {
    await withDeadline(clock, limitMs, "the log", append, signal);
  } catch (error) {
    if (error instanceof RecordRefused) throw toRaeError(error);
    if (signal?.aborted) throw signal.reason;
    const isAway = error instanceof DeadlineExceeded || error instanceof RecordLogUnavailable;
    if (!isAway) throw toRaeError(error);
    const message = `the log did not take ${what} in time`;
    throw new RaeError("log-unavailable", message, { cause: error, details });
  }
}

/** A record with the headers that every record of the api has. */
export function stamped(
  key: string,
  value: Uint8Array,
  nowMs: number,
  headers: Readonly<Record<string, string>> = {},
): NewRecord {
  return {
    ...{ key, value },
    headers: {
      [logHeaders.receivedAtMs]: String(Math.round(nowMs)),
      [logHeaders.schemaVersion]: schemaVersion,
      ...headers,
    },
  };
}
