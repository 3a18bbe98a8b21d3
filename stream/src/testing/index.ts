export { MemoryRecordLog } from "./memory-record-log.ts";
