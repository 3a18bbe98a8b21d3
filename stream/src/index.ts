export { Committer, type CommitterOptions, type OffsetCommit } from "./committer.ts";
export {
  deadLetterHeaders,
  deadLetterOf,
  PermanentFailure,
  type Poison,
} from "./dead-letter.ts";
export { GroupConsumption, type GroupConsumptionOptions } from "./group-consumption.ts";
export type { HandleRecord } from "./keyed-processor.ts";
export { type ConsumptionLimits, defaultLimits, type QueueLimits } from "./limits.ts";
export type { FetchedRecords, ReadPartition } from "./partition-pump.ts";
export { partitionOfKey } from "./partitioner.ts";
export {
  type AssignmentEvent,
  type Consumption,
  type ConsumptionObserver,
  type LogRecord,
  type NewRecord,
  type PartitionLag,
  type RecordLog,
  RecordLogUnavailable,
  type Slice,
  type SliceHandler,
  type Subscription,
  type Tail,
} from "./record-log.ts";
export { recordSizeBytes } from "./record-size.ts";
export { processKeyed, runStream, type StreamOptions } from "./run-stream.ts";
export type { ProcessSlice } from "./slice-processor.ts";
export type { DrainReport, StreamHandle } from "./stream-handle.ts";
export { TailReading, type TailReadingOptions } from "./tail-reading.ts";
export { type PartitionEnd, partitionName, type TopicPartition } from "./topic-partition.ts";
