import type { AppendBatch } from "@rae/stream";
import { answerError } from "../wire/answer-error.ts";
import type { WireBroker } from "../wire/broker.ts";
import { ByteReader } from "../wire/byte-reader.ts";
import { ByteWriter } from "../wire/byte-writer.ts";
import { callBroker } from "../wire/call.ts";
import { writeRecordBatch } from "./record-batch.ts";

export interface PartitionAnswer {
  readonly topic: string;
  readonly partition: number;
  readonly error: Error | undefined;
}

const batchOverheadBytes = 128;
const allInSync = -1;

/** Produce, versions 3 to 8: answered when all replicas in sync have the records. @throws kafkajs's errors of the connection. */
export function produce(
  broker: WireBroker,
  batches: readonly AppendBatch[],
  { timeoutMs, nowMs }: { readonly timeoutMs: number; readonly nowMs: number },
): Promise<readonly PartitionAnswer[]> {
  return callBroker(broker, {
    apiKey: 0,
    apiName: "Produce",
    versions: { min: 3, max: 8 },
    encode: () => encodeProduce(batches, timeoutMs, nowMs),
    decode: decodeProduced,
  });
}

/** transactional id | acks 2 | timeout 4 | [topic | [partition 4 | size 4 | batch]] */
function encodeProduce(batches: readonly AppendBatch[], timeoutMs: number, nowMs: number): Buffer {
  const byTopic = Map.groupBy(batches, (batch) => batch.topic);
  const sizeBytes = batches.reduce((sum, batch) => sum + batch.sizeBytes + batchOverheadBytes, 64);
  const into = new ByteWriter(sizeBytes);
  into.int16(-1);
  into.int16(allInSync);
  into.int32(timeoutMs);
  into.int32(byTopic.size);
  for (const [topic, ofTopic] of byTopic) {
    into.string(topic);
    into.int32(ofTopic.length);
    for (const { partition, records } of ofTopic) {
      into.int32(partition);
      const sizeAt = into.position;
      into.int32(0);
      writeRecordBatch(into, records, nowMs);
      into.setInt32(into.position - sizeAt - 4, sizeAt);
    }
  }
  return into.written;
}

/**
 * [topic | [partition 4 | error 2 | base offset 8 | append time 8 | first offset 8, from version 5 |
 * [record 4 | its error] | error, from version 8]] | throttled 4
 */
function decodeProduced(answer: Buffer, version: number): readonly PartitionAnswer[] {
  const from = new ByteReader(answer);
  return from
    .array(() => {
      const topic = from.string();
      return from.array(() => {
        const partition = from.int32();
        const error = answerError(from.int16());
        from.skip(version < 5 ? 16 : 24);
        if (version >= 8) {
          from.array(() => {
            from.skip(4);
            from.string();
          });
          from.string();
        }
        return { topic, partition, error };
      });
    })
    .flat();
}
