import { type BackoffPolicy, backoffDelays, type Clock, type Logger, sleep } from "@rae/kit";
import type { ConsumptionLimits } from "../limits.ts";
import type {
  Consumption,
  ConsumptionObserver,
  PartitionLag,
  RecordLog,
  Slice,
  SliceHandler,
} from "../record-log.ts";
import { partitionName } from "../topic-partition.ts";
import type { Assignments } from "./assignments.ts";
import type { StreamMetrics } from "./metrics.ts";
import type { DrainReport, StreamHandle } from "./stream-handle.ts";

export interface SupervisorOptions {
  readonly log: RecordLog;
  readonly group: string;
  readonly topics: readonly string[];
  readonly handle: SliceHandler;
  readonly beforeCommit?: (() => Promise<void>) | undefined;
  /** Holds slices back until their partitions are prepared. */
  readonly assignments?: Assignments | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: StreamMetrics;
  readonly limits?: ConsumptionLimits | undefined;
  /** Between a failure and the next attempt. */
  readonly restartBackoff?: BackoffPolicy | undefined;
}

const defaultRestartBackoff: BackoffPolicy = {
  initialMs: 200,
  maxMs: 30_000,
  factor: 2,
  jitter: 0.5,
};

// A stream that ran this long starts its backoff anew.
const healthyAfterMs = 60_000;
const closeTimeoutMs = 10_000;
// Share of a drain's time that is kept for the last commit after slices were aborted.
const commitShare = 0.2;

/**
 * Keeps one consumption running: makes it anew, after a backoff, when it fails or cannot be made.
 *
 * INVARIANTS: at most one consumption is open; once draining, none is opened; a handler's signal aborts with the
 * assignment or near the drain's deadline, whichever comes first.
 */
export class StreamSupervisor implements StreamHandle {
  readonly #options: SupervisorOptions;
  readonly #stopping = new AbortController();
  readonly #work = new AbortController();
  // One for each assignment, not for each slice.
  readonly #signals = new WeakMap<AbortSignal, AbortSignal>();
  readonly #ended: Promise<void>;
  readonly #unwatch: () => void;
  #consumption: Consumption | undefined;
  #state: "running" | "restarting" | "stopped" = "restarting";
  #failure: unknown;
  /** Partitions with a slice that is in hand and not begun, as they are not prepared yet. */
  readonly #waiting = new Set<string>();
  #draining: Promise<DrainReport> | undefined;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    const { group, clock, metrics } = options;
    this.#unwatch = metrics.watch({ group, lag: () => this.lag(), nowMs: () => clock.nowMs() });
    this.#ended = this.#run();
    // `drain` reports it; a failure before anyone drains must not end the process.
    this.#ended.catch(() => {});
  }

  state(): "running" | "restarting" | "stopped" {
    return this.#state;
  }

  failure(): unknown {
    return this.#state === "restarting" ? this.#failure : undefined;
  }

  lag(): readonly PartitionLag[] {
    return this.#consumption?.lag() ?? [];
  }

  drain(timeoutMs: number): Promise<DrainReport> {
    this.#draining ??= this.#drain(timeoutMs);
    return this.#draining;
  }

  async close(): Promise<void> {
    const report = await this.drain(closeTimeoutMs);
    if (report.isComplete) return;
    const partitions = report.unfinished.map(({ topic, partition }) => `${topic}/${partition}`);
    throw new Error(
      `the stream ${this.#options.group} did not finish: ${partitions.join(", ") || "no partition"}`,
      { cause: report.failure },
    );
  }

  async #run(): Promise<void> {
    const { group, clock, logger, metrics, restartBackoff = defaultRestartBackoff } = this.#options;
    let delays = backoffDelays(restartBackoff);
    while (!this.#stopping.signal.aborted) {
      const startedMs = clock.monotonicMs();
      const failure = await this.#runOnce();
      if (failure === undefined) break;
      this.#state = "restarting";
      this.#failure = failure.error;
      if (clock.monotonicMs() - startedMs >= healthyAfterMs) delays = backoffDelays(restartBackoff);
      const delayMs = delays.next().value;
      metrics.restarts.inc({ group });
      logger.error({ group, delayMs, err: failure.error }, "stream failed, restarting");
      await sleep(clock, delayMs, this.#stopping.signal).catch(() => {});
    }
  }

  /** Undefined after a stop; else what ended the consumption. Rejects if it did not close cleanly at a stop. */
  async #runOnce(): Promise<{ readonly error: unknown } | undefined> {
    const ended = Promise.withResolvers<{ readonly error: unknown } | undefined>();
    const onStop = () => ended.resolve(undefined);
    this.#stopping.signal.addEventListener("abort", onStop, { once: true });
    try {
      const { log, group, topics, limits, beforeCommit, assignments } = this.#options;
      this.#consumption = await log.consume({
        group,
        topics,
        handle: (slice, signal) => this.#handle(slice, this.#signalOf(signal)),
        ...(assignments && { onAssignment: (event) => assignments.take(event) }),
        limits,
        beforeCommit,
        onFailure: (error) => ended.resolve({ error }),
        observer: this.#observer(),
      });
      if (this.#stopping.signal.aborted) onStop();
      else this.#state = "running";
    } catch (error) {
      ended.resolve({ error });
    }
    const outcome = await ended.promise;
    this.#stopping.signal.removeEventListener("abort", onStop);
    const closing = this.#consumption?.close();
    // The failure that ended it says more than one in closing what has failed.
    if (outcome === undefined) await closing;
    else await closing?.catch(() => {});
    this.#options.assignments?.endAll();
    return outcome;
  }

  async #handle(slice: Slice, signal: AbortSignal): Promise<number> {
    const { assignments, handle } = this.#options;
    if (assignments !== undefined && !assignments.isPrepared(slice)) {
      const name = partitionName(slice);
      this.#waiting.add(name);
      await assignments.prepared(slice, AbortSignal.any([signal, this.#stopping.signal]));
      this.#waiting.delete(name);
    }
    return handle(slice, signal);
  }

  async #drain(timeoutMs: number): Promise<DrainReport> {
    const { clock } = this.#options;
    this.#stopping.abort(new Error("the stream is stopping"));
    const abortWork = () => this.#work.abort(new Error("the stream's drain ran out of time"));
    const cancelAbort = clock.schedule(timeoutMs * (1 - commitShare), abortWork);
    const late = Promise.withResolvers<{ readonly failure: unknown }>();
    const cancelLate = clock.schedule(timeoutMs, () =>
      late.resolve({ failure: new Error(`draining took longer than ${timeoutMs} ms`) }),
    );
    const outcome = await Promise.race([
      this.#ended.then(
        () => undefined,
        (failure: unknown) => ({ failure }),
      ),
      late.promise,
    ]);
    cancelAbort();
    cancelLate();
    this.#unwatch();
    this.#state = "stopped";
    const unfinished = this.lag().filter((lag) => {
      const isBegun = lag.inFlightRecords > 0 && !this.#waiting.has(partitionName(lag));
      return isBegun || lag.committedOffset < lag.handledOffset;
    });
    return { isComplete: outcome === undefined && unfinished.length === 0, unfinished, ...outcome };
  }

  #signalOf(assignment: AbortSignal): AbortSignal {
    const known = this.#signals.get(assignment);
    if (known !== undefined) return known;
    const made = AbortSignal.any([assignment, this.#work.signal]);
    this.#signals.set(assignment, made);
    return made;
  }

  #observer(): ConsumptionObserver {
    const { group, metrics, logger } = this.#options;
    return {
      onNotJoined: (error) => {
        this.#failure = error;
      },
      onFetch({ topic }, records, sizeBytes) {
        metrics.fetches.inc({ group, topic });
        metrics.fetchRecords.observe({ group, topic }, records);
        metrics.fetchBytes.observe({ group, topic }, sizeBytes);
      },
      onRequest() {
        metrics.fetchRequests.inc({ group });
      },
      onCommit(_partitions, sizeBytes) {
        metrics.commits.inc({ group });
        metrics.commitBytes.inc({ group }, sizeBytes);
      },
      onRetry(what, error) {
        metrics.retries.inc({ group, what });
        logger.warn({ group, what, err: error }, "stream retries");
      },
      onGap({ topic, direction, missingRecords }) {
        metrics.gapRecords.inc({ group, topic, direction }, missingRecords);
      },
    };
  }
}
