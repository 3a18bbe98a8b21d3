import type { Clock, Logger } from "@rae/kit";
import { type NewRecord, type RecordLog, RecordRefused } from "../record-log.ts";
import { cutLetterOf, deadLetterOf, type Poison } from "./dead-letter.ts";
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
   * Resolves when the dead letters are durable, however long that takes. Each is appended on its own, as it may lie in a partition
   * that can be written while that of another cannot. A poison that is found again after a crash is buried again.
   * @throws the signal's reason when it aborts before; `RecordRefused` if the log takes not even a small letter.
   */
  async bury(poison: readonly Poison[], signal: AbortSignal): Promise<void> {
    await Promise.all(poison.map((each) => this.#bury(each, signal)));
  }

  async #bury(poison: Poison, signal: AbortSignal): Promise<void> {
    const { group, clock, logger, metrics } = this.#options;
    await this.#append(deadLetterOf(poison, clock.nowMs()), signal);
    const { record, code, reason } = poison;
    const { topic, partition, offset } = record;
    metrics.deadLetters.inc({ group, topic, code });
    logger.warn({ group, topic, partition, offset, code, reason }, "record dead-lettered");
  }

  /** What a letter says of its record may make it too large for the log that took the record: then the record is cut. */
  async #append(letter: NewRecord, signal: AbortSignal): Promise<void> {
    const { log, deadLetterTopic } = this.#options;
    try {
      await log.append(deadLetterTopic, [letter], signal);
    } catch (error) {
      if (!(error instanceof RecordRefused)) throw error;
      const next = error.isBehind ? letter : cutLetterOf(letter);
      if (next === undefined) throw error;
      await this.#append(next, signal);
    }
  }
}
