import { systemClock, withDeadline } from "@rae/kit";
import type { LogRecord, RecordLog } from "@rae/stream";

const readMs = 120_000;

/** How often each name is on a topic now; records without a name do not count. Closes the log. */
export async function countRecords(
  log: RecordLog,
  topic: string,
  nameOf: (record: LogRecord) => string | undefined,
): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  try {
    const failed = Promise.withResolvers<never>();
    const tail = await log.tail({
      topics: [topic],
      sinceMs: 0,
      handle: ({ records }) => {
        for (const record of records) {
          const name = nameOf(record);
          if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
        }
      },
      onFailure: failed.reject,
    });
    await withDeadline(systemClock, readMs, "reading the topic", () =>
      Promise.race([tail.caughtUp, failed.promise]),
    );
    await tail.close();
    return counts;
  } finally {
    await log.close();
  }
}
