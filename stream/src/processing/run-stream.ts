import type { BackoffPolicy, Clock, Logger } from "@rae/kit";
import type { Registry } from "prom-client";
import type { ConsumptionLimits } from "../limits.ts";
import type { RecordLog } from "../record-log.ts";
import { partitionName } from "../topic-partition.ts";
import { Assignments, type PrepareAssignments } from "./assignments.ts";
import { Graveyard } from "./graveyard.ts";
import { streamMetrics } from "./metrics.ts";
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
  /**
   * Awaited before the first slice of the partitions that it is called with, so that what it loads for them is there; the other
   * partitions go on meanwhile. What it made for an assignment it drops when the assignment's signal aborts.
   */
  readonly onAssigned?: PrepareAssignments;
  /** Awaited before offsets are committed, for effects that are not durable when `process` resolves. */
  readonly beforeCommit?: () => Promise<void>;
  /** Between attempts at the same records, and between a failed stream and its restart. */
  readonly backoff?: BackoffPolicy;
}

const sliceBackoff: BackoffPolicy = { initialMs: 100, maxMs: 10_000, factor: 2, jitter: 0.5 };

/**
 * Runs `process` over every record of the topics, from the group's committed offsets on: slice by slice in each
 * partition, partitions in parallel. A slice counts as done when `process` has resolved and its poison lies in the
 * dead letters; then it is committed, within 1000 records or a second. After a crash the records since the last
 * commit come again: effects must bear that. A record at which our own code fails (`isBug`) is tried alone a few times and then
 * goes to the dead letters with code `internal`; any other failure is tried again for ever.
 */
export function runStream(
  options: StreamOptions & { readonly process: ProcessSlice },
): StreamHandle {
  const { log, topics, deadLetterTopic, group, clock, logger, limits, process } = options;
  const { backoff = sliceBackoff, onAssigned: prepare, beforeCommit } = options;
  const metrics = streamMetrics(options.metrics);
  const parts = { group, clock, logger, metrics };
  const graveyard = new Graveyard({ ...parts, log, deadLetterTopic });
  const { handle } = new SliceProcessor({ ...parts, graveyard, backoff, process });
  const assignments =
    prepare &&
    new Assignments({
      ...{ prepare, clock, backoff },
      onRetry(err, partitions, delayMs) {
        metrics.retries.inc({ group, what: "assignment" });
        const names = partitions.map(partitionName);
        logger.warn(
          { group, partitions: names, delayMs, err },
          "partitions not prepared, trying again",
        );
      },
    });
  return new StreamSupervisor({
    ...parts,
    ...{ log, topics, limits, handle, beforeCommit, assignments, restartBackoff: options.backoff },
  });
}
