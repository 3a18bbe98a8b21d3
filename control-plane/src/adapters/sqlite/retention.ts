import { setImmediate } from "node:timers/promises";
import { type Clock, type Logger, repeat } from "@rae/kit";
import { isPassingFailure } from "@rae/kit/sqlite";

/** What is kept for how long and how it is deleted. */
export interface Retention {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly everyMs: number;
  /** Deletes one small step and returns whether there may be more. */
  readonly step: () => boolean;
}

/** Deletes what is over in small steps, so that nobody waits long for the file. The returned function stops it. */
export function startRetention({ clock, logger, everyMs, step }: Retention): () => void {
  let stopped = false;
  const run = async () => {
    try {
      while (!stopped && step()) await setImmediate();
    } catch (error) {
      // A file that is locked or full is tried again at the next turn.
      if (!isPassingFailure(error)) throw error;
      logger.debug({ err: error }, "retention postponed");
    }
  };
  const stop = repeat(clock, everyMs, run, (error) => {
    logger.error({ err: error }, "retention stopped");
  });
  return () => {
    stopped = true;
    stop();
  };
}
