import { type BackoffPolicy, backoffDelays, type Clock, type Logger, sleep } from "@rae/kit";
import { RaeError } from "@rae/protocol";
import { RecordLogUnavailable } from "@rae/stream";
import type { Message } from "kafkajs";
import type { KafkaCluster } from "./cluster.ts";
import { isAnswer, isAnswered, kafkaFailure } from "./failure.ts";
import { Metadata } from "./metadata.ts";
import type { PartitionChain } from "./partition-chain.ts";

export interface AppendSenderOptions {
  readonly cluster: KafkaCluster;
  readonly ready: () => Promise<void>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly timeoutMs?: number | undefined;
}

const connectBackoff: BackoffPolicy = { initialMs: 100, maxMs: 2_000, factor: 2, jitter: 0.5 };
const brokerTimeoutMs = 8_000;
const maxRequestBatches = 16;

/**
 * Sends chains' batches: one request at a time to each broker, with what all chains that it leads have gathered. A broker
 * takes one request after another from a connection anyway, and no request is ever spread over two brokers.
 *
 * INVARIANTS: a batch is written only when an answer without any error has named its partition; until then it is sent
 * again, to whoever leads. Two requests never carry the same chain at once.
 */
export class AppendSender {
  readonly #options: AppendSenderOptions;
  readonly #metadata: Metadata;
  readonly #waiting = new Set<PartitionChain>();
  readonly #busy = new Set<number>();
  readonly #stopping = new AbortController();
  readonly #timeoutMs: number;
  #isReady = false;
  #connecting: Promise<void> | undefined;
  #isScheduled = false;
  #cancelTimer: (() => void) | undefined;
  #drained: PromiseWithResolvers<void> | undefined;

  constructor(options: AppendSenderOptions) {
    this.#options = options;
    this.#metadata = new Metadata(options.cluster, options.clock);
    this.#timeoutMs = options.timeoutMs ?? 30_000;
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
        chain.retryLater(nowMs, { alone: false });
        nextMs = Math.min(nextMs, chain.retryAtMs);
      } else if (chain.isAlone) {
        void this.#send(leader, [chain]);
      } else if (!this.#busy.has(leader)) {
        const group = groups.get(leader) ?? [];
        if (group.length < maxRequestBatches) group.push(chain);
        groups.set(leader, group);
      }
    }
    for (const [leader, chains] of groups) void this.#sendGroup(leader, chains);
    if (isLeaderless) {
      this.#giveBack(new RecordLogUnavailable("a partition has no leader"));
      void this.#metadata.refresh();
    }
    this.#sendAt(nextMs, nowMs);
  }

  async #sendGroup(leader: number, chains: readonly PartitionChain[]): Promise<void> {
    this.#busy.add(leader);
    await this.#send(leader, chains);
    this.#busy.delete(leader);
    this.#sendSoon();
  }

  async #send(leader: number, chains: readonly PartitionChain[]): Promise<void> {
    const batches = chains
      .map((chain) => ({ chain, messages: chain.begin() }))
      .filter(({ messages }) => messages.length > 0);
    const sent = batches.map(({ chain }) => chain);
    try {
      if (batches.length > 0) await this.#produce(leader, batches);
      for (const chain of sent) chain.written();
    } catch (error) {
      this.#failed(sent, error);
    }
    this.#forgetEmpty();
    this.#sendSoon();
  }

  async #produce(
    leader: number,
    batches: readonly { readonly chain: PartitionChain; readonly messages: readonly Message[] }[],
  ): Promise<void> {
    const byTopic = Map.groupBy(batches, ({ chain }) => chain.topic);
    const topicData = [...byTopic].map(([topic, ofTopic]) => ({
      topic,
      partitions: ofTopic.map(({ chain, messages }) => ({ partition: chain.partition, messages })),
    }));
    const broker = await this.#options.cluster.findBroker({ nodeId: `${leader}` });
    const answer = await broker.produce({ acks: -1, timeout: brokerTimeoutMs, topicData });
    const named = new Set(
      answer.topics.flatMap(({ topicName, partitions }) =>
        partitions.map(({ partition }) => `${topicName}/${partition}`),
      ),
    );
    for (const { chain } of batches) {
      if (named.has(`${chain.topic}/${chain.partition}`)) continue;
      throw new RecordLogUnavailable(`Kafka's answer left out ${chain.topic}/${chain.partition}`);
    }
  }

  #failed(chains: readonly PartitionChain[], error: unknown): void {
    const { clock, logger } = this.#options;
    const failure = kafkaFailure(error);
    const nowMs = clock.monotonicMs();
    if (failure instanceof RecordLogUnavailable) {
      // An answer does not say which partition it refused, so each of them asks for itself.
      const alone = chains.length > 1 && isAnswered(error);
      for (const chain of chains) chain.retryLater(nowMs, { alone });
      this.#giveBack(failure);
      void this.#metadata.refresh();
      logger.debug({ partitions: chains.length, err: failure }, "append sent again");
    } else if (chains.length > 1) {
      for (const chain of chains) chain.retryLater(nowMs, { alone: true });
    } else {
      for (const chain of chains) chain.refused((messages) => refusal(chain, messages, failure));
    }
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

function refusal(chain: PartitionChain, messages: readonly Message[], failure: unknown): unknown {
  if (!isAnswer(failure, "MESSAGE_TOO_LARGE", "RECORD_LIST_TOO_LARGE")) return failure;
  const sizeBytes = messages.reduce((sum, { value }) => sum + (value?.length ?? 0), 0);
  return new RaeError(
    "payload-too-large",
    `a record of ${sizeBytes} bytes is over max.message.bytes of the topic ${chain.topic}`,
    { cause: failure, details: { limit: "max.message.bytes", topic: chain.topic, sizeBytes } },
  );
}
