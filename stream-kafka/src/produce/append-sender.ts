import {
  type BackoffPolicy,
  backoffDelays,
  type Clock,
  CodedError,
  type Logger,
  sleep,
} from "@rae/kit";
import { type NewRecord, partitionName, RecordLogUnavailable, recordSizeBytes } from "@rae/stream";
import type { KafkaCluster } from "../cluster/cluster.ts";
import { isAnswer, kafkaFailure } from "../cluster/failure.ts";
import { Metadata } from "../cluster/metadata.ts";
import type { AppendObserver } from "./kafka-metrics.ts";
import type { PartitionChain } from "./partition-chain.ts";
import { type PartitionAnswer, produce } from "./produce.ts";

export interface AppendSenderOptions {
  readonly cluster: KafkaCluster;
  readonly ready: () => Promise<void>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly timeoutMs?: number | undefined;
  readonly requestTimeoutMs: number;
  readonly observer: AppendObserver;
}

const connectBackoff: BackoffPolicy = { initialMs: 100, maxMs: 2_000, factor: 2, jitter: 0.5 };
// Of the time that an answer may take: how much of it the replicas have.
const replicasShare = 0.8;
const maxRequestBatches = 16;

/**
 * Sends chains' batches: one request at a time to each broker, with what all chains that it leads have gathered. A broker
 * takes one request after another from a connection anyway, and no request is ever spread over two brokers.
 *
 * INVARIANTS: a batch is written only when an answer has named its partition, without an error; until then it is sent again,
 * to whoever leads. Two requests never carry the same chain at once.
 */
export class AppendSender {
  readonly #options: AppendSenderOptions;
  readonly #metadata: Metadata;
  readonly #waiting = new Set<PartitionChain>();
  readonly #busy = new Set<number>();
  readonly #stopping = new AbortController();
  readonly #timeoutMs: number;
  readonly #brokerTimeoutMs: number;
  #isReady = false;
  #connecting: Promise<void> | undefined;
  #isScheduled = false;
  #cancelTimer: (() => void) | undefined;
  #drained: PromiseWithResolvers<void> | undefined;

  constructor(options: AppendSenderOptions) {
    this.#options = options;
    this.#metadata = new Metadata(options.cluster, options.clock);
    this.#timeoutMs = options.timeoutMs ?? 30_000;
    this.#brokerTimeoutMs = Math.round(replicasShare * options.requestTimeoutMs);
  }

  /** These chains have something to send. */
  wake(chains: Iterable<PartitionChain>): void {
    for (const chain of chains) this.#waiting.add(chain);
    this.#sendSoon();
  }

  drained(): Promise<void> {
    if (this.#waiting.size === 0) return Promise.resolve();
    this.#drained ??= Promise.withResolvers<void>();
    return this.#drained.promise;
  }

  stop(reason: unknown): void {
    this.#stopping.abort(reason);
    this.#cancelTimer?.();
    for (const chain of this.#waiting) chain.fail(reason);
    this.#drained?.resolve();
  }

  /** What others append in the same turn of the loop joins the batches. */
  #sendSoon(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      if (this.#stopping.signal.aborted) return;
      if (this.#isReady) this.#sendAll();
      else this.#connecting ??= this.#connect();
    });
  }

  async #connect(): Promise<void> {
    for (const delayMs of backoffDelays(connectBackoff)) {
      try {
        await this.#options.ready();
        this.#isReady = true;
        break;
      } catch (error) {
        const failure = kafkaFailure(error);
        const isPassing = failure instanceof RecordLogUnavailable;
        if (isPassing) this.#giveBack(failure);
        else for (const chain of this.#waiting) chain.fail(failure);
        this.#options.logger.warn({ delayMs, err: failure }, "log not reachable, trying again");
        this.#forgetEmpty();
        if (this.#waiting.size === 0) break;
      }
      await sleep(this.#options.clock, delayMs, this.#stopping.signal).catch(() => {});
      if (this.#stopping.signal.aborted) break;
    }
    this.#connecting = undefined;
    if (this.#waiting.size > 0) this.#sendSoon();
  }

  #sendAll(): void {
    const nowMs = this.#options.clock.monotonicMs();
    const groups = new Map<number, PartitionChain[]>();
    let nextMs = Number.POSITIVE_INFINITY;
    let isLeaderless = false;
    this.#forgetEmpty();
    for (const chain of this.#waiting) {
      if (chain.isInFlight) continue;
      if (chain.retryAtMs > nowMs) {
        nextMs = Math.min(nextMs, chain.retryAtMs);
        continue;
      }
      const leader = this.#metadata.leaderOf(chain.topic, chain.partition);
      if (leader === undefined) {
        isLeaderless = true;
        chain.retryLater(nowMs);
        nextMs = Math.min(nextMs, chain.retryAtMs);
      } else if (!this.#busy.has(leader)) {
        const group = groups.get(leader) ?? [];
        if (group.length < maxRequestBatches) group.push(chain);
        groups.set(leader, group);
      }
    }
    for (const [leader, chains] of groups) void this.#send(leader, chains);
    if (isLeaderless) {
      this.#giveBack(new RecordLogUnavailable("a partition has no leader"));
      void this.#metadata.refresh();
    }
    this.#sendAt(nextMs, nowMs);
  }

  async #send(leader: number, chains: readonly PartitionChain[]): Promise<void> {
    const { cluster, clock } = this.#options;
    this.#busy.add(leader);
    const sent = chains
      .map((chain) => ({ chain, batch: chain.begin() }))
      .filter(({ batch }) => batch.records.length > 0);
    try {
      const broker = await cluster.findBroker({ nodeId: `${leader}` });
      const answers = await produce(
        broker,
        sent.map(({ batch }) => batch),
        { timeoutMs: this.#brokerTimeoutMs, nowMs: clock.nowMs() },
      );
      const answerOf = new Map(answers.map((answer) => [partitionName(answer), answer]));
      let records = 0;
      let sizeBytes = 0;
      for (const { chain, batch } of sent) {
        if (!this.#answered(chain, answerOf.get(partitionName(chain)))) continue;
        records += batch.records.length;
        sizeBytes += batch.sizeBytes;
      }
      this.#options.observer.onProduced(records, sizeBytes);
    } catch (error) {
      const failure = kafkaFailure(error);
      for (const { chain } of sent) this.#failed(chain, failure);
    }
    this.#busy.delete(leader);
    this.#forgetEmpty();
    if (this.#waiting.size > 0) this.#sendSoon();
  }

  /** Whether the batch was written. */
  #answered(chain: PartitionChain, answer: PartitionAnswer | undefined): boolean {
    if (answer !== undefined && answer.error === undefined) {
      chain.written();
      return true;
    }
    const error =
      answer?.error ?? new RecordLogUnavailable(`Kafka's answer left out ${partitionName(chain)}`);
    const failure = kafkaFailure(error);
    const isRefused = !(failure instanceof RecordLogUnavailable) && failure === error;
    if (isRefused) chain.refused((record) => refusal(chain, record, failure));
    else this.#failed(chain, failure);
    return false;
  }

  #failed(chain: PartitionChain, failure: unknown): void {
    const { clock, logger } = this.#options;
    chain.retryLater(clock.monotonicMs());
    if (!(failure instanceof RecordLogUnavailable)) {
      chain.fail(failure);
      return;
    }
    this.#options.observer.onRetry();
    this.#giveBack(failure);
    void this.#metadata.refresh();
    const { topic, partition } = chain;
    logger.warn({ topic, partition, err: failure }, "append sent again");
  }

  /** Appends that have waited long enough are told that the log is away. */
  #giveBack(failure: RecordLogUnavailable): void {
    const startedBeforeMs = this.#options.clock.monotonicMs() - this.#timeoutMs;
    for (const chain of this.#waiting) chain.fail(failure, startedBeforeMs);
  }

  #forgetEmpty(): void {
    for (const chain of this.#waiting) {
      if (chain.isEmpty) this.#waiting.delete(chain);
    }
    if (this.#waiting.size > 0) return;
    this.#drained?.resolve();
    this.#drained = undefined;
  }

  #sendAt(atMs: number, nowMs: number): void {
    this.#cancelTimer?.();
    if (atMs === Number.POSITIVE_INFINITY) return;
    this.#cancelTimer = this.#options.clock.schedule(atMs - nowMs, () => this.#sendSoon());
  }
}

function refusal(chain: PartitionChain, record: NewRecord, failure: unknown): unknown {
  if (!isAnswer(failure, "MESSAGE_TOO_LARGE", "RECORD_LIST_TOO_LARGE")) return failure;
  const sizeBytes = recordSizeBytes(record);
  return new CodedError(
    "payload-too-large",
    `a record of ${sizeBytes} bytes is over max.message.bytes of the topic ${chain.topic}`,
    { cause: failure, details: { limit: "max.message.bytes", topic: chain.topic, sizeBytes } },
  );
}
