import { type NewRecord, partitionOfKey, recordSizeBytes } from "@rae/stream";
import type { Message } from "kafkajs";
import type { ChainLimits } from "./partition-chain.ts";

/** A run of records for one partition, within the limits of a batch unless it is a single record. */
export interface CutPart {
  readonly partition: number;
  readonly messages: Message[];
  sizeBytes: number;
}

// What a record takes on the wire beside its bytes: lengths, offset, time.
const overheadBytes = 24;

/** Splits an append by partition, in order, and each partition's records by the limits of a batch. */
export function cutAppend(
  records: readonly NewRecord[],
  partitions: number,
  limits: ChainLimits,
): readonly CutPart[] {
  const parts: CutPart[] = [];
  const open = new Map<number, CutPart>();
  for (const record of records) {
    const partition = partitionOfKey(record.key, partitions);
    const sizeBytes = recordSizeBytes(record) + overheadBytes;
    let part = open.get(partition);
    if (
      part === undefined ||
      part.messages.length >= limits.maxRecords ||
      part.sizeBytes + sizeBytes > limits.maxBytes
    ) {
      part = { partition, messages: [], sizeBytes: 0 };
      parts.push(part);
      open.set(partition, part);
    }
    part.messages.push(messageOf(record));
    part.sizeBytes += sizeBytes;
  }
  return parts;
}

function messageOf({ key, value, headers }: NewRecord): Message {
  const { buffer, byteOffset, byteLength } = value;
  return { key, value: Buffer.from(buffer, byteOffset, byteLength), headers };
}
