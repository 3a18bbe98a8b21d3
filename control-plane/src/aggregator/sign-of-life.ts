import { type Clock, type Closable, type Logger, repeat, withDeadline } from "@rae/kit";
import { defaults, encodeControl, logTopics, uuidV7 } from "@rae/protocol";
import type { RecordLog } from "@rae/stream";
import { stampedRecord } from "./stamped-record.ts";

const timeoutMs = defaults.gatewayAliveMs / 2;

/**
 * Tells the log, at once and then at intervals, that an aggregator lives. Where this comes out, in the view, one can tell a gateway that is
 * silent from a log that stands still. After one that could not be appended the next has another key, as only the partition of this one
 * may be away.
 */
export function startSignOfLife(options: {
  readonly log: RecordLog;
  readonly clock: Clock;
  readonly logger: Logger;
}): Closable {
  const { log, clock, logger } = options;
  let gatewayId = uuidV7(clock.nowMs());
  const closing = new AbortController();
  const tell = async () => {
    const nowMs = clock.nowMs();
    const value = encodeControl({ gatewayId, kind: "aggregator-alive", atMs: nowMs });
    const record = stampedRecord(gatewayId, value, nowMs);
    try {
      await withDeadline(
        clock,
        timeoutMs,
        "the sign of life",
        (signal) => log.append(logTopics.control, [record], signal),
        closing.signal,
      );
    } catch (error) {
      // The next one says all that this one could.
      logger.debug({ err: error }, "sign of life not appended");
      gatewayId = uuidV7(clock.nowMs());
    }
  };
  void tell();
  const stop = repeat(clock, defaults.gatewayAliveMs, tell, (error) =>
    logger.error({ err: error }, "signs of life stopped"),
  );
  return {
    async close() {
      stop();
      closing.abort(new Error("the aggregator is stopping"));
    },
  };
}
