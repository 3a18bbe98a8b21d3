import { isPassingFailure } from "@rae/kit/sqlite";
import { RecordLogUnavailable } from "@rae/stream";

/** SQLite's failures in the words of the port: what may pass is `RecordLogUnavailable`, the rest stays as it is. */
export function recordLogFailure(error: unknown): unknown {
  if (!isPassingFailure(error)) return error;
  return new RecordLogUnavailable(`the log's file cannot be used now: ${error.message}`, {
    cause: error,
  });
}

/** Runs `work` and throws its failure in the words of the port. */
export function withRecordLogFailure<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw recordLogFailure(error);
  }
}
