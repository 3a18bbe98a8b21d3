export { quietIdleTimers } from "./cluster/quiet-timers.ts";
export type {
  KafkaConnectionOptions,
  KafkaReadOptions,
  KafkaRecordLogOptions,
  KafkaSasl,
  KafkaTopicOptions,
} from "./cluster/record-log-options.ts";
export type { TopicReport } from "./cluster/topics.ts";
export { createKafkaTopics, openKafkaRecordLog } from "./record-log.ts";
