import { type NewRecord, partitionOfKey, recordSizeBytes } from "@rae/stream";
import type { ChainLimits } from "./partition-chain.ts";

/** A run of records for one partition, within the limits of a batch unless it is a single record. */
export interface CutPart {
  readonly partition: number;
  readonly records: NewRecord[];
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
      part.records.length >= limits.maxRecords ||
      part.sizeBytes + sizeBytes > limits.maxBytes
    ) {
      part = { partition, records: [], sizeBytes: 0 };
      parts.push(part);
      open.set(partition, part);
    }
    part.records.push(record);
    part.sizeBytes += sizeBytes;
  }
  return parts;
}
