import type { Clock, Logger } from "@rae/kit";
import type { RecordLog } from "../record-log.ts";
import { deadLetterOf, type Poison } from "./dead-letter.ts";
import type { StreamMetrics } from "./metrics.ts";

export interface GraveyardOptions {
  readonly log: RecordLog;
  readonly deadLetterTopic: string;
  readonly group: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: StreamMetrics;
}

/** Where a stream's poison goes. */
export class Graveyard {
  readonly #options: GraveyardOptions;

  constructor(options: GraveyardOptions) {
    this.#options = options;
  }

  /**
   * Resolves when the dead letters are durable. A poison that is found again after a crash is buried again.
   * @throws RecordLogUnavailable, as `append` does.
   */
  async bury(poison: readonly Poison[], signal: AbortSignal): Promise<void> {
    if (poison.length === 0) return;
    const { log, deadLetterTopic, group, clock, logger, metrics } = this.#options;
    const letters = poison.map((each) => deadLetterOf(each, clock.nowMs()));
    await log.append(deadLetterTopic, letters, signal);
    for (const { record, code, reason } of poison) {
      const { topic, partition, offset } = record;
      metrics.deadLetters.inc({ group, topic, code });
      logger.warn({ group, topic, partition, offset, code, reason }, "record dead-lettered");
    }
  }
}
