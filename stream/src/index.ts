export { appendMetrics } from "./appending/append-metrics.ts";
export { isStalled, lateAppends } from "./appending/append-stall.ts";
export type { BatchLimits } from "./appending/lane.ts";
export { Lanes, type LanesOptions } from "./appending/lanes.ts";
export type {
  AppendBatch,
  AppendObserver,
  Destination,
  LogWriter,
  WriteOutcome,
} from "./appending/log-writer.ts";
export { type ConsumptionLimits, defaultLimits, type QueueLimits } from "./limits.ts";
export { partitionOfKey } from "./partitioner.ts";
export type { Assignment, PrepareAssignments } from "./processing/assignments.ts";
export { deadLetterHeaders, deadLetterOf, type Poison } from "./processing/dead-letter.ts";
export { gapCounter } from "./processing/metrics.ts";
export { runStream, type StreamOptions } from "./processing/run-stream.ts";
export type { ProcessSlice } from "./processing/slice-processor.ts";
export type { DrainReport, StreamHandle } from "./processing/stream-handle.ts";
export {
  type AssignedPosition,
  Committer,
  type CommitterOptions,
  type OffsetCommit,
} from "./reading/committer.ts";
export { GroupConsumption, type GroupConsumptionOptions } from "./reading/group-consumption.ts";
export type { FetchedRecords, ReadPartition } from "./reading/partition-pump.ts";
export { isOffsetMissing } from "./reading/position-gap.ts";
export { TailReading, type TailReadingOptions } from "./reading/tail-reading.ts";
export {
  type AssignmentEvent,
  type Consumption,
  type ConsumptionObserver,
  type LogRecord,
  type NewRecord,
  type PartitionLag,
  type PositionGap,
  type RecordLog,
  RecordLogUnavailable,
  RecordRefused,
  type RefusalCode,
  type Slice,
  type SliceHandler,
  type Subscription,
  type Tail,
  type WaitingAppends,
} from "./record-log.ts";
export { recordSizeBytes } from "./record-size.ts";
export { type PartitionEnd, partitionName, type TopicPartition } from "./topic-partition.ts";
