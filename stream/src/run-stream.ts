import type { BackoffPolicy, Clock, Logger } from "@rae/kit";
import type { Registry } from "prom-client";
import { Graveyard } from "./graveyard.ts";
import { type HandleRecord, KeyedProcessor } from "./keyed-processor.ts";
import type { ConsumptionLimits } from "./limits.ts";
import { streamMetrics } from "./metrics.ts";
import type { RecordLog, SliceHandler } from "./record-log.ts";
import { type ProcessSlice, SliceProcessor } from "./slice-processor.ts";
import type { StreamHandle } from "./stream-handle.ts";
import { StreamSupervisor } from "./supervisor.ts";

/** What every stream needs. */
export interface StreamOptions {
  readonly log: RecordLog;
  /** The consumer group: streams of one group share the partitions and their offsets. */
  readonly group: string;
  readonly topics: readonly string[];
  /** Where records go that can never be handled. */
  readonly deadLetterTopic: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Registry;
  /** Memory for each partition; by default about 4 MiB. */
  readonly limits?: ConsumptionLimits;
  /** Between attempts at the same records, and between a failed stream and its restart. */
  readonly backoff?: BackoffPolicy;
}

const sliceBackoff: BackoffPolicy = { initialMs: 100, maxMs: 10_000, factor: 2, jitter: 0.5 };

/**
 * Runs `process` over every record of the topics, from the group's committed offsets on: slice by slice in each
 * partition, partitions in parallel. A slice counts as done when `process` has resolved and its poison lies in the
 * dead letters; then it is committed, within 1000 records or a second. After a crash the records since the last
 * commit come again: effects must bear that.
 */
export function runStream(
  options: StreamOptions & { readonly process: ProcessSlice },
): StreamHandle {
  return supervise(options, (parts) => new SliceProcessor({ ...parts, process: options.process }));
}

/**
 * Like `runStream`, record by record: records of one key in order, up to `concurrency` keys of a partition in parallel.
 */
export function processKeyed(
  options: StreamOptions & {
    readonly handleRecord: HandleRecord;
    readonly concurrency: number;
  },
): StreamHandle {
  const { handleRecord, concurrency } = options;
  return supervise(options, (parts) => new KeyedProcessor({ ...parts, handleRecord, concurrency }));
}

function supervise(
  options: StreamOptions,
  processorOf: (parts: ReturnType<typeof partsOf>) => { readonly handle: SliceHandler },
): StreamHandle {
  const parts = partsOf(options);
  const { log, topics, limits, backoff } = options;
  const { handle } = processorOf(parts);
  return new StreamSupervisor({ ...parts, log, topics, limits, handle, restartBackoff: backoff });
}

function partsOf(options: StreamOptions) {
  const { log, deadLetterTopic, group, clock, logger, backoff = sliceBackoff } = options;
  const metrics = streamMetrics(options.metrics);
  const graveyard = new Graveyard({ log, deadLetterTopic, group, clock, logger, metrics });
  return { group, clock, logger, metrics, graveyard, backoff };
}
