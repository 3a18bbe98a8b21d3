/**
 * Appends numbered records to the log at the path given until it is killed, and writes the number behind the last durable
 * one to standard output after each append. A second argument is the key.
 */
import { type NewRecord, RecordLogUnavailable } from "@rae/stream";
import { openSqliteRecordLog } from "../../src/record-log.ts";

const [, , path = "", key = "box-1"] = process.argv;
const log = openSqliteRecordLog({ path });
const forever = new AbortController().signal;
const encoder = new TextEncoder();

for (let next = 0; ; ) {
  const records = Array.from({ length: 7 }, (_, index) => ({
    key,
    value: encoder.encode(`${next + index}`),
    headers: {},
  }));
  await appendUntilTaken(records);
  next += records.length;
  process.stdout.write(`${next}\n`);
}

/** Another writer may hold the file for longer than the log waits by itself. */
async function appendUntilTaken(records: readonly NewRecord[]): Promise<void> {
  for (;;) {
    try {
      return await log.append("events", records, forever);
    } catch (error) {
      if (!(error instanceof RecordLogUnavailable)) throw error;
    }
  }
}
