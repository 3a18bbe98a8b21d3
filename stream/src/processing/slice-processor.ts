import assert from "node:assert";
import { type BackoffPolicy, backoffDelays, type Clock, type Logger, sleep } from "@rae/kit";
import type { LogRecord, Slice } from "../record-log.ts";
import { PermanentFailure, type Poison } from "./dead-letter.ts";
import type { Graveyard } from "./graveyard.ts";
import type { StreamMetrics } from "./metrics.ts";

/**
 * Applies a whole slice durably and resolves with the records that can never be applied. Throws `PermanentFailure` if one
 * record makes the rest impossible; any other throw is taken as passing and the slice comes again, whole or in parts.
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
// record that fails, gets through.
const failuresBeforeHalving = 3;

/** Tries a slice until all of it is applied or buried. */
export class SliceProcessor {
  readonly #options: SliceProcessorOptions;

  constructor(options: SliceProcessorOptions) {
    this.#options = options;
  }

  /** Resolves with the first offset not done, less than the slice's end only if `signal` aborted. */
  readonly handle = async (slice: Slice, signal: AbortSignal): Promise<number> => {
    const { group, clock, metrics, backoff } = this.#options;
    const startedMs = clock.monotonicMs();
    const end = endOf(slice.records);
    let rest = slice.records;
    let width = rest.length;
    let failures = 0;
    let delays = backoffDelays(backoff);
    while (rest.length > 0) {
      if (signal.aborted) return progressOrThrow(slice, rest, signal);
      const part = rest.slice(0, width);
      try {
        const left = await this.#attempt({ ...slice, records: part }, signal);
        rest = [...left, ...rest.slice(part.length)];
        failures = 0;
        delays = backoffDelays(backoff);
      } catch (error) {
        if (signal.aborted) return progressOrThrow(slice, rest, signal);
        failures += 1;
        if (failures % failuresBeforeHalving === 0) width = Math.max(1, Math.ceil(width / 2));
        const delayMs = delays.next().value;
        this.#report(slice, part, failures, delayMs, error);
        await sleep(clock, delayMs, signal).catch(() => {});
      }
    }
    const { topic } = slice;
    metrics.records.inc({ group, topic }, slice.records.length);
    metrics.sliceSeconds.observe({ group, topic }, (clock.monotonicMs() - startedMs) / 1000);
    const ageMs = clock.nowMs() - (slice.records[0]?.appendedAtMs ?? clock.nowMs());
    metrics.recordAgeSeconds.observe({ group, topic }, Math.max(0, ageMs) / 1000);
    return end;
  };

  /** Resolves with the records that must be tried again without the one that was buried. */
  async #attempt(slice: Slice, signal: AbortSignal): Promise<readonly LogRecord[]> {
    const { process, graveyard } = this.#options;
    try {
      const { poison = [] } = await process(slice, signal);
      await graveyard.bury(poison, signal);
      return [];
    } catch (error) {
      if (!(error instanceof PermanentFailure)) throw error;
      const left = slice.records.filter((record) => record.offset !== error.poison.record.offset);
      // A failure that names none of these records would be buried and come back for ever.
      if (left.length === slice.records.length) throw error;
      await graveyard.bury([error.poison], signal);
      return left;
    }
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
