import assert from "node:assert";
import { type BackoffPolicy, backoffDelays, type Clock, type Logger, sleep } from "@rae/kit";
import type { LogRecord, Slice } from "../record-log.ts";
import { isBug } from "./bug.ts";
import type { Poison } from "./dead-letter.ts";
import type { Graveyard } from "./graveyard.ts";
import type { StreamMetrics } from "./metrics.ts";

/**
 * Applies a whole slice durably and resolves with the records that can never be applied. After a rejection the slice comes again, whole
 * or in parts, for ever; only where it is a bug (`isBug`) the record that it is about goes to the dead letters in the end.
 */
export type ProcessSlice = (
  slice: Slice,
  signal: AbortSignal,
) => Promise<{ readonly poison?: readonly Poison[] }>;

export interface SliceProcessorOptions {
  readonly process: ProcessSlice;
  readonly graveyard: Graveyard;
  readonly group: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: StreamMetrics;
  readonly backoff: BackoffPolicy;
}

// So many failures of the same records halve what is tried at once: what is only too much, or stands before the
// record that fails, gets through. A bug halves at each.
const failuresBeforeHalving = 3;
// So often a record is tried alone, with growing delays, at which our own code fails.
const bugTriesMax = 5;

/** Tries a slice until all of it is applied or buried. */
export class SliceProcessor {
  readonly #options: SliceProcessorOptions;

  constructor(options: SliceProcessorOptions) {
    this.#options = options;
  }

  /** Resolves with the first offset not done, less than the slice's end only if `signal` aborted. */
  readonly handle = async (slice: Slice, signal: AbortSignal): Promise<number> => {
    const { clock, backoff } = this.#options;
    const startedMs = clock.monotonicMs();
    let rest = slice.records;
    let width = rest.length;
    let failures = 0;
    let bugTries = 0;
    let delays = backoffDelays(backoff);
    while (rest.length > 0) {
      if (signal.aborted) return progressOrThrow(slice, rest, signal);
      const part = rest.slice(0, width);
      try {
        await this.#attempt({ ...slice, records: part }, signal, bugTries);
        rest = rest.slice(part.length);
        width = 2 * part.length;
        failures = 0;
        bugTries = 0;
        delays = backoffDelays(backoff);
      } catch (error) {
        if (signal.aborted) return progressOrThrow(slice, rest, signal);
        failures += 1;
        const isOurs = isBug(error);
        if (isOurs && part.length === 1) bugTries += 1;
        if (isOurs || failures % failuresBeforeHalving === 0) width = Math.ceil(part.length / 2);
        // While a bug is being narrowed down nobody has to recover.
        if (isOurs && part.length > 1) delays = backoffDelays(backoff);
        const delayMs = delays.next().value;
        this.#report(slice, part, failures, delayMs, error);
        await sleep(clock, delayMs, signal).catch(() => {});
      }
    }
    this.#measure(slice, startedMs);
    return endOf(slice.records);
  };

  /** Resolves when the slice is applied, or is one record that was buried for a bug. */
  async #attempt(slice: Slice, signal: AbortSignal, bugTries: number): Promise<void> {
    const { process, graveyard } = this.#options;
    try {
      const { poison = [] } = await process(slice, signal);
      await graveyard.bury(poison, signal);
    } catch (error) {
      const [record] = slice.records;
      const isLastTry = slice.records.length === 1 && bugTries + 1 >= bugTriesMax;
      if (record === undefined || !isLastTry || signal.aborted || !isBug(error)) throw error;
      this.#tellBug(record, error);
      await graveyard.bury([{ record, code: "internal", reason: String(error) }], signal);
    }
  }

  #tellBug({ topic, partition, offset }: LogRecord, err: unknown): void {
    const { group, logger } = this.#options;
    logger.error({ group, topic, partition, offset, err }, "our own code fails at a record");
  }

  #measure({ topic, records }: Slice, startedMs: number): void {
    const { group, clock, metrics } = this.#options;
    metrics.records.inc({ group, topic }, records.length);
    metrics.sliceSeconds.observe({ group, topic }, (clock.monotonicMs() - startedMs) / 1000);
    const ageMs = clock.nowMs() - (records[0]?.appendedAtMs ?? clock.nowMs());
    metrics.recordAgeSeconds.observe({ group, topic }, Math.max(0, ageMs) / 1000);
  }

  #report(
    { topic, partition }: Slice,
    part: readonly LogRecord[],
    failures: number,
    delayMs: number,
    error: unknown,
  ): void {
    const { group, metrics, logger } = this.#options;
    metrics.retries.inc({ group, what: "slice" });
    logger.warn(
      {
        group,
        topic,
        partition,
        offset: part[0]?.offset,
        records: part.length,
        failures,
        delayMs,
        err: error,
      },
      "slice failed, trying again",
    );
  }
}

function endOf(records: readonly LogRecord[]): number {
  const last = records.at(-1);
  assert(last !== undefined, "a slice is never empty");
  return last.offset + 1;
}

function progressOrThrow(slice: Slice, rest: readonly LogRecord[], signal: AbortSignal): number {
  const [first] = slice.records;
  const [next] = rest;
  if (next === undefined || first === undefined || next.offset <= first.offset) throw signal.reason;
  return next.offset;
}
