/**
 * Reads topic `events` of the log at the path given as a member of group `readers`, and writes the number of records handled
 * to standard output, first 0 when it has joined.
 */
import { openSqliteRecordLog } from "../../src/record-log.ts";

const [, , path = "", leaseMs = "5000"] = process.argv;
const log = openSqliteRecordLog({ path, leaseMs: Number(leaseMs) });
let handled = 0;
await log.consume({
  group: "readers",
  topics: ["events"],
  handle: async ({ records }) => {
    handled += records.length;
    process.stdout.write(`${handled}\n`);
    return (records.at(-1)?.offset ?? 0) + 1;
  },
  onFailure: (error) => {
    throw error;
  },
});
process.stdout.write("0\n");
