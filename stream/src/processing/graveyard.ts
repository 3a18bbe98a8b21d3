import { type BackoffPolicy, backoffDelays, type Clock, type Logger, sleep } from "@rae/kit";
import type { NewRecord, RecordLog } from "../record-log.ts";
import { deadLetterOf, type Poison } from "./dead-letter.ts";
import type { StreamMetrics } from "./metrics.ts";

export interface GraveyardOptions {
  readonly log: RecordLog;
  readonly deadLetterTopic: string;
  readonly group: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: StreamMetrics;
  readonly backoff: BackoffPolicy;
}

/** Where a stream's poison goes. */
export class Graveyard {
  readonly #options: GraveyardOptions;

  constructor(options: GraveyardOptions) {
    this.#options = options;
  }

  /**
   * Resolves when the dead letters are durable; tries until they are. Those of one key are appended apart from those of others, which
   * may lie in a partition that can be written while theirs cannot. A poison that is found again after a crash is buried again.
   * @throws the signal's reason when it aborts before.
   */
  async bury(poison: readonly Poison[], signal: AbortSignal): Promise<void> {
    const ofKeys = Map.groupBy(poison, ({ record }) => record.key);
    const buried = [...ofKeys.values()].map((each) => this.#buryOfKey(each, signal));
    await Promise.all(buried);
  }

  async #buryOfKey(poison: readonly Poison[], signal: AbortSignal): Promise<void> {
    const { group, clock, logger, metrics } = this.#options;
    await this.#append(
      poison.map((each) => deadLetterOf(each, clock.nowMs())),
      signal,
    );
    for (const { record, code, reason } of poison) {
      const { topic, partition, offset } = record;
      metrics.deadLetters.inc({ group, topic, code });
      logger.warn({ group, topic, partition, offset, code, reason }, "record dead-lettered");
    }
  }

  async #append(letters: readonly NewRecord[], signal: AbortSignal): Promise<void> {
    const { log, deadLetterTopic, group, clock, logger, metrics, backoff } = this.#options;
    for (const delayMs of backoffDelays(backoff)) {
      signal.throwIfAborted();
      try {
        await log.append(deadLetterTopic, letters, signal);
        return;
      } catch (error) {
        signal.throwIfAborted();
        metrics.retries.inc({ group, what: "dead-letter" });
        logger.warn(
          { group, letters: letters.length, delayMs, err: error },
          "dead letters not appended, trying again",
        );
        await sleep(clock, delayMs, signal);
      }
    }
  }
}
