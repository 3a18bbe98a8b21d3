export {
  type AssignmentEvent,
  type Consumption,
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
