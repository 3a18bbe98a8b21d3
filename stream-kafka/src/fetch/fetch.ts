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

/** A transaction that was aborted: what its producer wrote from an offset on, up to the mark of its end. */
export interface AbortedTransaction {
  readonly producerId: number;
  readonly firstOffset: number;
}

export interface FetchedPartition {
  readonly topic: string;
  readonly partition: number;
  readonly error: Error | undefined;
  /** The offset that the next record gets. Records behind an open transaction count, though they are not given yet. */
  readonly endOffset: number;
  /** Those that have records among the batches. */
  readonly aborted: readonly AbortedTransaction[];
  /** The broker to fetch from instead, which is nearer (KIP-392). */
  readonly preferredReplica: number | undefined;
  /** Record batches; the last one may be cut off. */
  readonly batches: Buffer;
}

export interface FetchLimits {
  readonly maxWaitMs: number;
  readonly maxBytes: number;
  /** Where this reader is, for brokers that know which replica is near. */
  readonly rack: string;
}

const readCommitted = 1;

/**
 * Fetch, versions 4 to 11, without a fetch session: answered as soon as one partition has something, or after the wait.
 * @throws kafkajs's errors of the connection.
 */
export function fetch(
  broker: WireBroker,
  partitions: readonly FetchPartition[],
  limits: FetchLimits,
): Promise<readonly FetchedPartition[]> {
  return callBroker(broker, {
    apiKey: 1,
    apiName: "Fetch",
    versions: { min: 4, max: 11 },
    encode: (version) => encodeFetch(partitions, limits, version),
    decode: decodeFetched,
  });
}

/**
 * replica 4 | wait 4 | min bytes 4 | max bytes 4 | isolation 1 | session 4 and its epoch 4, from version 7 |
 * [topic | [partition 4 | leader epoch 4, from 9 | offset 8 | first offset 8, from 5 | max bytes 4]] |
 * [forgotten], from 7 | rack, from 11
 */
function encodeFetch(
  partitions: readonly FetchPartition[],
  limits: FetchLimits,
  version: number,
): Buffer {
  const into = new ByteWriter(64 + partitions.length * 64);
  into.int32(-1);
  into.int32(limits.maxWaitMs);
  into.int32(1);
  into.int32(limits.maxBytes);
  into.int8(readCommitted);
  if (version >= 7) {
    into.int32(0);
    into.int32(-1);
  }
  const byTopic = Map.groupBy(shuffled(partitions), (each) => each.topic);
  into.int32(byTopic.size);
  for (const [topic, ofTopic] of byTopic) {
    into.string(topic);
    into.int32(ofTopic.length);
    for (const { partition, fromOffset, maxBytes } of ofTopic) {
      into.int32(partition);
      if (version >= 9) into.int32(-1);
      into.int64(fromOffset);
      if (version >= 5) into.int64(-1);
      into.int32(maxBytes);
    }
  }
  if (version >= 7) into.int32(0);
  if (version >= 11) into.string(limits.rack);
  return into.written;
}

/** A broker fills its answer in the order of the request, so each gets its turn to be first (KIP-74). */
function shuffled<T>(items: readonly T[]): readonly T[] {
  const start = Math.floor(Math.random() * items.length);
  return [...items.slice(start), ...items.slice(0, start)];
}

/**
 * throttled 4 | error 2 and session 4, from version 7 | [topic | [partition 4 | error 2 | end 8 | last stable 8 |
 * first 8, from 5 | [producer 8 | first offset 8] | preferred replica 4, from 11 | size 4 | batches]]
 */
function decodeFetched(answer: Buffer, version: number): readonly FetchedPartition[] {
  const from = new ByteReader(answer, 4);
  if (version >= 7) {
    const error = answerError(from.int16());
    if (error !== undefined) throw error;
    from.skip(4);
  }
  return from
    .array(() => {
      const topic = from.string();
      return from.array(() => {
        const partition = from.int32();
        const error = answerError(from.int16());
        const endOffset = from.int64();
        from.skip(version >= 5 ? 16 : 8);
        const aborted = from.array(() => {
          return { producerId: from.int64(), firstOffset: from.int64() };
        });
        const replica = version >= 11 ? from.int32() : -1;
        const preferredReplica = replica < 0 ? undefined : replica;
        const batches = from.bytes(Math.max(0, from.int32()));
        return { topic, partition, error, endOffset, aborted, preferredReplica, batches };
      });
    })
    .flat();
}
