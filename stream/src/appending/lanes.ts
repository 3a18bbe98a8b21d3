import { type BackoffPolicy, backoffDelays, type Clock, type Logger, sleep } from "@rae/kit";
import { partitionOfKey } from "../partitioner.ts";
import { type NewRecord, RecordLogUnavailable, type WaitingAppends } from "../record-log.ts";
import { recordSizeBytes } from "../record-size.ts";
import { AppendCall, type AppendEntry } from "./append-call.ts";
import { CallSignals } from "./call-signals.ts";
import { type BatchLimits, Lane } from "./lane.ts";
import type {
  AppendBatch,
  AppendObserver,
  Destination,
  LogWriter,
  WriteOutcome,
} from "./log-writer.ts";

export interface LanesOptions {
  readonly writer: LogWriter;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly batch: BatchLimits;
  /** How much goes into one write to a destination; a single batch may be larger. */
  readonly write: { readonly maxBatches: number; readonly maxBytes: number };
  readonly observer?: AppendObserver | undefined;
}

/** Appends of a topic whose partitions are not known yet, in order. */
type Unplaced = AppendEntry[];

const locateBackoff: BackoffPolicy = { initialMs: 100, maxMs: 2_000, factor: 2, jitter: 0.5 };

/**
 * Appending, for every log: a lane for each partition, and for each destination one write at a time, with what all lanes that it
 * takes have gathered. A log that is away fails nobody: the same batches are written again, after a backoff of each lane's own, until
 * they are durable or their callers' signals abort.
 *
 * INVARIANTS: records of one key are written in the order of the calls, whatever is written again; two writes never carry the same
 * lane at once; what waits is what callers wait for, who bound it.
 */
export class Lanes {
  readonly #options: LanesOptions;
  readonly #lanes = new Map<string, Lane[]>();
  readonly #unplaced = new Map<string, Unplaced>();
  /** Lanes that hold something, in the order in which they get their turn. */
  readonly #active = new Set<Lane>();
  readonly #busy = new Set<Destination>();
  readonly #signals = new CallSignals((signal) => this.#fail(signal.reason, signal));
  readonly #onSettled = ({ signal }: AppendCall) => this.#signals.remove(signal);
  readonly #stopping = new AbortController();
  #queuedBytes = 0;
  #isScheduled = false;
  #isLocating = false;
  #locateFailure: Error | undefined;
  #cancelTimer: (() => void) | undefined;
  readonly #writtenAtMs = new Map<string, number>();
  #drained: PromiseWithResolvers<void> | undefined;

  constructor(options: LanesOptions) {
    this.#options = options;
  }

  /** Bytes of records that are not durable yet. */
  get queuedBytes(): number {
    return this.#queuedBytes;
  }

  /** As `RecordLog.append`. */
  append(topic: string, records: readonly NewRecord[], signal: AbortSignal): Promise<void> {
    if (this.#stopping.signal.aborted) return Promise.reject(this.#stopping.signal.reason);
    if (signal.aborted) return Promise.reject(signal.reason);
    if (records.length === 0) return Promise.resolve();
    const call = new AppendCall(records.length, signal, this.#onSettled);
    this.#signals.add(signal);
    const sinceMs = this.#options.clock.monotonicMs();
    for (const record of records) {
      const sizeBytes = recordSizeBytes(record);
      this.#queuedBytes += sizeBytes;
      this.#place(topic, { record, sizeBytes, call, sinceMs });
    }
    this.#sendSoon();
    return call.settled;
  }

  /** As `RecordLog.waitingAppends`. */
  waiting(): readonly WaitingAppends[] {
    const nowMs = this.#options.clock.monotonicMs();
    const sinceWrittenMs = (topic: string) => {
      const atMs = this.#writtenAtMs.get(topic);
      return atMs === undefined ? undefined : nowMs - atMs;
    };
    const waiting: WaitingAppends[] = [];
    for (const { topic, partition, waitingSinceMs = nowMs, failure } of this.#active) {
      const waitingMs = nowMs - waitingSinceMs;
      waiting.push({ topic, partition, waitingMs, failure, sinceWrittenMs: sinceWrittenMs(topic) });
    }
    for (const [topic, [oldest]] of this.#unplaced) {
      const waitingMs = nowMs - (oldest?.sinceMs ?? nowMs);
      const failure = this.#locateFailure;
      waiting.push({ topic, partition: undefined, waitingMs, failure, sinceWrittenMs: undefined });
    }
    return waiting;
  }

  /** Resolves when nothing waits to be written. */
  drained(): Promise<void> {
    if (this.#isEmpty()) return Promise.resolve();
    this.#drained ??= Promise.withResolvers<void>();
    return this.#drained.promise;
  }

  /** Fails everything that waits, and every append from now on. */
  stop(reason: unknown): void {
    this.#stopping.abort(reason);
    this.#cancelTimer?.();
    this.#fail(reason);
  }

  #place(topic: string, entry: AppendEntry): void {
    const unplaced = this.#unplaced.get(topic);
    if (unplaced !== undefined) {
      unplaced.push(entry);
      return;
    }
    const partitions = this.#options.writer.partitionsOf(topic);
    if (partitions === undefined) this.#unplaced.set(topic, [entry]);
    else this.#enter(topic, partitionOfKey(entry.record.key, partitions), entry);
  }

  #enter(topic: string, partition: number, entry: AppendEntry): void {
    const lanes = this.#lanes.get(topic) ?? [];
    this.#lanes.set(topic, lanes);
    const { batch } = this.#options;
    const lane = lanes[partition] ?? new Lane({ topic, partition }, batch, this.#onLeft);
    lanes[partition] = lane;
    lane.push(entry);
    this.#active.add(lane);
  }

  readonly #onLeft = (sizeBytes: number): void => {
    this.#queuedBytes -= sizeBytes;
  };

  /** What others append in the same turn of the loop joins the batches. */
  #sendSoon(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      if (!this.#stopping.signal.aborted) this.#send();
    });
  }

  #send(): void {
    const { clock, writer } = this.#options;
    const nowMs = clock.monotonicMs();
    const unled: Lane[] = [];
    const ready = new Map<Destination, Lane[]>();
    let nextMs = Number.POSITIVE_INFINITY;
    for (const lane of this.#active) {
      if (lane.isInFlight) continue;
      lane.purge();
      if (lane.isEmpty) {
        this.#active.delete(lane);
        continue;
      }
      if (lane.retryAtMs > nowMs) {
        nextMs = Math.min(nextMs, lane.retryAtMs);
        continue;
      }
      const destination = writer.destinationOf(lane);
      if (destination === undefined) unled.push(lane);
      else if (!this.#busy.has(destination)) {
        const lanes = ready.get(destination);
        if (lanes === undefined) ready.set(destination, [lane]);
        else lanes.push(lane);
      }
    }
    for (const [destination, lanes] of ready) void this.#write(destination, this.#begin(lanes));
    for (const lane of unled) {
      const what = `${lane.topic}/${lane.partition} has no leader`;
      this.#failed(lane, new RecordLogUnavailable(what), nowMs);
      nextMs = Math.min(nextMs, lane.retryAtMs);
    }
    if (unled.length > 0 || this.#unplaced.size > 0) void this.#locate();
    this.#sendAt(nextMs, nowMs);
    this.#endDrain();
  }

  /** The batches of one write, as many as it may carry; those lanes have had their turn. */
  #begin(lanes: readonly Lane[]): { readonly lane: Lane; readonly batch: AppendBatch }[] {
    const { maxBatches, maxBytes } = this.#options.write;
    const begun = [];
    let sizeBytes = 0;
    for (const lane of lanes) {
      if (begun.length >= maxBatches || sizeBytes >= maxBytes) break;
      const batch = lane.begin();
      sizeBytes += batch.sizeBytes;
      begun.push({ lane, batch });
      this.#active.delete(lane);
      this.#active.add(lane);
    }
    return begun;
  }

  async #write(
    destination: Destination,
    begun: readonly { readonly lane: Lane; readonly batch: AppendBatch }[],
  ): Promise<void> {
    const { writer, clock, observer } = this.#options;
    this.#busy.add(destination);
    const batches = begun.map(({ batch }) => batch);
    const outcomes = await writer
      .write(destination, batches)
      .catch((error: unknown) => batches.map(() => unavailable(error)));
    this.#busy.delete(destination);
    const nowMs = clock.monotonicMs();
    let records = 0;
    let sizeBytes = 0;
    for (const [index, { lane, batch }] of begun.entries()) {
      const outcome = outcomes[index] ?? unavailable("the log's answer left the batch out");
      if (outcome.kind === "unavailable") this.#tell(lane, outcome.error);
      lane.end(outcome, nowMs);
      if (lane.isEmpty) this.#active.delete(lane);
      if (outcome.kind !== "written") continue;
      this.#writtenAtMs.set(lane.topic, nowMs);
      records += batch.records.length;
      sizeBytes += batch.sizeBytes;
    }
    observer?.onWrite(records, sizeBytes);
    // Whoever took the batches may take them no more.
    if (outcomes.some(({ kind }) => kind === "unavailable")) void this.#locate();
    this.#endDrain();
    if (this.#active.size > 0) this.#sendSoon();
  }

  /** Asks for partitions and destinations, one request at a time, until all topics that wait have theirs. */
  async #locate(): Promise<void> {
    if (this.#isLocating) return;
    this.#isLocating = true;
    const { writer, clock, logger } = this.#options;
    for (const delayMs of backoffDelays(locateBackoff)) {
      try {
        await writer.locate([...this.#unplaced.keys()]);
        this.#locateFailure = undefined;
      } catch (error) {
        const failure = unavailable(error).error;
        if (this.#locateFailure === undefined) {
          logger.warn({ delayMs, err: failure }, "log not reachable, trying again");
        }
        this.#locateFailure = failure;
      }
      if (this.#stopping.signal.aborted) break;
      this.#placeAll();
      if (this.#unplaced.size === 0) break;
      await sleep(clock, delayMs, this.#stopping.signal).catch(() => {});
    }
    this.#isLocating = false;
    if (this.#active.size > 0) this.#sendSoon();
  }

  #placeAll(): void {
    for (const [topic, entries] of this.#unplaced) {
      if (this.#options.writer.partitionsOf(topic) === undefined) continue;
      this.#unplaced.delete(topic);
      for (const entry of entries) this.#place(topic, entry);
    }
    this.#sendSoon();
  }

  #failed(lane: Lane, failure: RecordLogUnavailable, nowMs: number): void {
    this.#tell(lane, failure);
    lane.retryLater(failure, nowMs);
  }

  /** A lane's first failure is told to people; those that follow say the same. */
  #tell({ topic, partition, failure: known }: Lane, failure: RecordLogUnavailable): void {
    const { logger, observer } = this.#options;
    observer?.onRetry(topic);
    const facts = { topic, partition, err: failure };
    if (known?.message === failure.message) logger.debug(facts, "append tried again");
    else logger.warn(facts, "append failed, trying again");
  }

  #sendAt(atMs: number, nowMs: number): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    if (atMs === Number.POSITIVE_INFINITY) return;
    this.#cancelTimer = this.#options.clock.schedule(atMs - nowMs, () => this.#sendSoon());
  }

  #fail(error: unknown, signal?: AbortSignal): void {
    for (const lane of this.#active) {
      lane.fail(error, signal);
      if (lane.isEmpty) this.#active.delete(lane);
    }
    for (const [topic, entries] of this.#unplaced) {
      const kept = entries.filter(({ call, sizeBytes }) => {
        if (signal !== undefined && call.signal !== signal) return true;
        call.fail(error);
        this.#onLeft(sizeBytes);
        return false;
      });
      if (kept.length === 0) this.#unplaced.delete(topic);
      else this.#unplaced.set(topic, kept);
    }
    this.#endDrain();
  }

  #isEmpty(): boolean {
    return this.#active.size === 0 && this.#unplaced.size === 0;
  }

  #endDrain(): void {
    if (!this.#isEmpty()) return;
    this.#drained?.resolve();
    this.#drained = undefined;
  }
}

function unavailable(cause: unknown): Extract<WriteOutcome, { kind: "unavailable" }> {
  if (cause instanceof RecordLogUnavailable) return { kind: "unavailable", error: cause };
  const message = cause instanceof Error ? cause.message : String(cause);
  return { kind: "unavailable", error: new RecordLogUnavailable(message, { cause }) };
}
