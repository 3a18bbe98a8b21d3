import { createRequire } from "node:module";
import { type Clock, sleep } from "@rae/kit";
import { answerError } from "../wire/answer-error.ts";
import type { WireBroker } from "../wire/broker.ts";

/** A topic as a metadata answer tells it (Metadata, versions 0 to 6). */
export interface TopicMetadata {
  readonly topic: string;
  readonly topicErrorCode: number;
  readonly partitionMetadata: readonly { readonly partitionId: number; readonly leader: number }[];
}

interface MetadataAnswer {
  readonly topicMetadata: readonly TopicMetadata[];
}

interface MetadataCall {
  readonly request: Parameters<WireBroker["connectionPool"]["send"]>[0]["request"];
  readonly response: { readonly decode: (bytes: Buffer) => Promise<MetadataAnswer> };
}

type MakeCall = (options: {
  readonly topics: readonly string[];
  readonly allowAutoTopicCreation: boolean;
}) => MetadataCall;

interface AskedBroker extends WireBroker {
  /** The newest version of a request that both sides know. */
  lookupRequest(apiKey: number, definition: unknown): MakeCall;
  isConnected(): boolean;
  metadata(topics: readonly string[]): Promise<MetadataAnswer>;
}

/** The part of kafkajs's cluster that makes brokers and keeps what the last metadata answer said. */
export interface BrokerPool {
  readonly metadata: MetadataAnswer | null;
  readonly brokers: Readonly<Record<string, AskedBroker>>;
  createBroker(options: unknown): AskedBroker;
}

const metadataKey = 3;
// A broker that has not answered by now may have frozen: another is asked as well.
const patienceMs = 1_000;
const require = createRequire(import.meta.url);
const { requests }: { readonly requests: { readonly Metadata: unknown } } =
  require("kafkajs/src/protocol/requests/index.js");

/**
 * Takes from a metadata answer what it does tell. kafkajs throws all of it away when one partition of one topic has no leader,
 * or one topic is refused, so that nobody would hear any more of a leader that moves elsewhere. And it waits for one broker,
 * which may be the one that froze, as long as for any answer.
 *
 * Of a topic that the answer does not describe, what was known stays. Returns why that is, by topic.
 */
export function keepPartialMetadata(pool: BrokerPool, clock: Clock): ReadonlyMap<string, Error> {
  const failures = new Map<string, Error>();
  const ask = async (broker: AskedBroker, topics: readonly string[]) => {
    const makeCall = broker.lookupRequest(metadataKey, requests.Metadata);
    const { request, response } = makeCall({ topics, allowAutoTopicCreation: false });
    return await broker.connectionPool.send({
      request,
      response: { decode: response.decode, parse: async (answer: MetadataAnswer) => answer },
    });
  };
  const createBroker = pool.createBroker.bind(pool);
  pool.createBroker = (options) => {
    const broker = createBroker(options);
    broker.metadata = async (topics) => {
      const answer = await firstOf(clock, ask(broker, topics), () => {
        const others = Object.values(pool.brokers).filter((each) => each !== broker);
        const other = others.find((each) => each.isConnected());
        return other === undefined ? undefined : ask(other, topics);
      });
      return merged(answer, pool.metadata?.topicMetadata ?? [], failures);
    };
    return broker;
  };
  return failures;
}

/** The first of an answer and, if that takes its time, of another; the failure of the first if both fail. */
async function firstOf<T>(
  clock: Clock,
  first: Promise<T>,
  askAnother: () => Promise<T> | undefined,
): Promise<T> {
  const answered = new AbortController();
  const second = sleep(clock, patienceMs, answered.signal).then(() => askAnother() ?? first);
  try {
    return await Promise.any([first, second]);
  } catch {
    return await first;
  } finally {
    answered.abort();
  }
}

function merged(
  answer: MetadataAnswer,
  known: readonly TopicMetadata[],
  failures: Map<string, Error>,
): MetadataAnswer {
  const topicMetadata = answer.topicMetadata.map((found) => {
    const failure = answerError(found.topicErrorCode);
    if (failure === undefined) {
      failures.delete(found.topic);
      return found;
    }
    failures.set(found.topic, failure);
    return known.find(({ topic }) => topic === found.topic) ?? found;
  });
  return { ...answer, topicMetadata };
}
