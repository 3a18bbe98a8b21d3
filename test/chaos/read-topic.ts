import { systemClock, withDeadline } from "@rae/kit";
import type { LogRecord, RecordLog } from "@rae/stream";

const readMs = 120_000;

/** Hands out every record that a topic holds now, those of one key in their order. */
export async function readTopic(
  log: RecordLog,
  topic: string,
  onRecord: (record: LogRecord) => void,
): Promise<void> {
  const failed = Promise.withResolvers<never>();
  // Nobody waits for it any more once the end is reached.
  failed.promise.catch(() => {});
  const tail = await log.tail({
    topics: [topic],
    sinceMs: 0,
    handle: ({ records }) => records.forEach(onRecord),
    onFailure: failed.reject,
  });
  try {
    await withDeadline(systemClock, readMs, `reading ${topic}`, () =>
      Promise.race([tail.caughtUp, failed.promise]),
    );
  } finally {
    await tail.close();
  }
}
