/** Appends, reads in a group and follows the end, all the time; says how many records each has had. What warns goes to stderr. */
import { silentLogger, sleep, systemClock } from "@rae/kit";
import type { KafkaRecordLogOptions } from "../../src/cluster/record-log-options.ts";
import { openKafkaRecordLog } from "../../src/record-log.ts";

const options: Omit<KafkaRecordLogOptions, "logger"> = JSON.parse(process.argv[2] ?? "{}");
const log = openKafkaRecordLog({ ...options, logger: silentLogger });
const had = { appended: 0, handled: 0, followed: 0 };
const onFailure = (error: unknown) => {
  throw error;
};
await log.consume({
  group: "readers",
  topics: ["events"],
  handle: async ({ records }) => {
    had.handled += records.length;
    return (records.at(-1)?.offset ?? 0) + 1;
  },
  onFailure,
});
await log.tail({
  topics: ["events"],
  sinceMs: 0,
  handle: ({ records }) => {
    had.followed += records.length;
  },
  onFailure,
});
for (;;) {
  const record = { key: `box-${had.appended % 16}`, value: new Uint8Array(100), headers: {} };
  try {
    await log.append("events", [record], AbortSignal.timeout(20_000));
    had.appended += 1;
  } catch {
    // The broker stands still; the next one is appended when it goes on.
  }
  process.send?.(had);
  await sleep(systemClock, 20);
}
