import { answerError } from "../wire/answer-error.ts";
import type { WireBroker } from "../wire/broker.ts";
import { ByteReader } from "../wire/byte-reader.ts";
import { ByteWriter } from "../wire/byte-writer.ts";
import { callBroker } from "../wire/call.ts";

export interface FetchPartition {
  readonly topic: string;
  readonly partition: number;
  readonly fromOffset: number;
  readonly maxBytes: number;
}

export interface FetchedPartition {
  readonly topic: string;
  readonly partition: number;
  readonly error: Error | undefined;
  /** The offset that the next record gets. */
  readonly endOffset: number;
  /** Record batches; the last one may be cut off. */
  readonly batches: Buffer;
}

export interface FetchLimits {
  readonly maxWaitMs: number;
  readonly maxBytes: number;
}

/**
 * Fetch, version 11, without a fetch session: answered as soon as one partition has something, or after the wait.
 * @throws kafkajs's errors of the connection.
 */
export function fetch(
  broker: WireBroker,
  partitions: readonly FetchPartition[],
  limits: FetchLimits,
): Promise<readonly FetchedPartition[]> {
  return callBroker(broker, {
    apiKey: 1,
    apiVersion: 11,
    apiName: "Fetch",
    body: encodeFetch(partitions, limits),
    decode: decodeFetched,
  });
}

/**
 * replica 4 | wait 4 | min bytes 4 | max bytes 4 | isolation 1 | session 4 | its epoch 4 |
 * [topic | [partition 4 | leader epoch 4 | offset 8 | first offset 8 | max bytes 4]] | [forgotten] | rack
 */
function encodeFetch(partitions: readonly FetchPartition[], limits: FetchLimits): Buffer {
  const into = new ByteWriter(64 + partitions.length * 64);
  into.int32(-1);
  into.int32(limits.maxWaitMs);
  into.int32(1);
  into.int32(limits.maxBytes);
  // Uncommitted as well: nobody writes to these topics in transactions.
  into.int8(0);
  into.int32(0);
  into.int32(-1);
  const byTopic = Map.groupBy(shuffled(partitions), (each) => each.topic);
  into.int32(byTopic.size);
  for (const [topic, ofTopic] of byTopic) {
    into.string(topic);
    into.int32(ofTopic.length);
    for (const { partition, fromOffset, maxBytes } of ofTopic) {
      into.int32(partition);
      into.int32(-1);
      into.int64(fromOffset);
      into.int64(-1);
      into.int32(maxBytes);
    }
  }
  into.int32(0);
  into.string("");
  return into.written;
}

/** A broker fills its answer in the order of the request, so each gets its turn to be first (KIP-74). */
function shuffled<T>(items: readonly T[]): readonly T[] {
  const start = Math.floor(Math.random() * items.length);
  return [...items.slice(start), ...items.slice(0, start)];
}

/**
 * throttled 4 | error 2 | session 4 | [topic | [partition 4 | error 2 | end 8 | last stable 8 | first 8 | [aborted 16] |
 * preferred replica 4 | size 4 | batches]]
 */
function decodeFetched(answer: Buffer): readonly FetchedPartition[] {
  const from = new ByteReader(answer, 4);
  const error = answerError(from.int16());
  if (error !== undefined) throw error;
  from.skip(4);
  return from
    .array(() => {
      const topic = from.string();
      return from.array(() => {
        const partition = from.int32();
        const partitionError = answerError(from.int16());
        const endOffset = from.int64();
        from.skip(16);
        from.array(() => from.skip(16));
        from.skip(4);
        const batches = from.bytes(Math.max(0, from.int32()));
        return { topic, partition, error: partitionError, endOffset, batches };
      });
    })
    .flat();
}
