import assert from "node:assert";
import { type BackoffPolicy, backoffDelays, type Clock, type Logger, sleep } from "@rae/kit";
import { PermanentFailure } from "./dead-letter.ts";
import type { Graveyard } from "./graveyard.ts";
import type { StreamMetrics } from "./metrics.ts";
import { OffsetTracker } from "./offset-tracker.ts";
import type { LogRecord, Slice } from "./record-log.ts";

/**
 * Applies one record durably. Throws `PermanentFailure` if it never can; any other throw is taken as passing and the
 * record comes again, before the next one of its key.
 */
export type HandleRecord = (record: LogRecord, signal: AbortSignal) => Promise<void>;

export interface KeyedProcessorOptions {
  readonly handleRecord: HandleRecord;
  /** How many keys of one partition are worked on at once. */
  readonly concurrency: number;
  readonly graveyard: Graveyard;
  readonly group: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: StreamMetrics;
  readonly backoff: BackoffPolicy;
}

/** Handles a slice's records one by one: in order within a key, keys in parallel. */
export class KeyedProcessor {
  readonly #options: KeyedProcessorOptions;

  constructor(options: KeyedProcessorOptions) {
    assert(options.concurrency >= 1, "concurrency is at least 1");
    this.#options = options;
  }

  /** Resolves with the lowest offset not done, less than the slice's end only if `signal` aborted. */
  readonly handle = async (slice: Slice, signal: AbortSignal): Promise<number> => {
    const { group, clock, metrics, concurrency } = this.#options;
    const startedMs = clock.monotonicMs();
    const [first] = slice.records;
    assert(first !== undefined, "a slice is never empty");
    const tracker = new OffsetTracker(first.offset);
    const lanes = new Map<string, LogRecord[]>();
    for (const record of slice.records) {
      tracker.start(record.offset);
      const lane = lanes.get(record.key);
      if (lane === undefined) lanes.set(record.key, [record]);
      else lane.push(record);
    }
    const waiting = lanes.values();
    const worker = async () => {
      for (const lane of waiting) await this.#runLane(lane, tracker, signal);
    };
    await Promise.all(Array.from({ length: Math.min(concurrency, lanes.size) }, worker));
    const { topic } = slice;
    metrics.sliceSeconds.observe({ group, topic }, (clock.monotonicMs() - startedMs) / 1000);
    metrics.records.inc({ group, topic }, slice.records.length - tracker.inFlight);
    if (tracker.nextOffset === first.offset) throw signal.reason;
    return tracker.nextOffset;
  };

  async #runLane(
    lane: readonly LogRecord[],
    tracker: OffsetTracker,
    signal: AbortSignal,
  ): Promise<void> {
    for (const record of lane) {
      if (!(await this.#finish(record, signal))) return;
      tracker.finish(record.offset);
    }
  }

  /** True when the record is applied or buried, false when `signal` aborted before. */
  async #finish(record: LogRecord, signal: AbortSignal): Promise<boolean> {
    const { clock, backoff, group, metrics, logger } = this.#options;
    const { topic, partition, offset } = record;
    const delays = backoffDelays(backoff);
    while (!signal.aborted) {
      try {
        await this.#attempt(record, signal);
        return true;
      } catch (error) {
        if (signal.aborted) return false;
        const delayMs = delays.next().value;
        metrics.retries.inc({ group, what: "record" });
        logger.warn(
          { group, topic, partition, offset, delayMs, err: error },
          "record failed, trying again",
        );
        await sleep(clock, delayMs, signal).catch(() => {});
      }
    }
    return false;
  }

  async #attempt(record: LogRecord, signal: AbortSignal): Promise<void> {
    const { handleRecord, graveyard } = this.#options;
    try {
      await handleRecord(record, signal);
    } catch (error) {
      if (!(error instanceof PermanentFailure)) throw error;
      await graveyard.bury([{ ...error.poison, record }], signal);
    }
  }
}
