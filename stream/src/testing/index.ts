export { MemoryRecordLog } from "./memory-record-log.ts";
export { PartlyWritableLog } from "./partly-writable-log.ts";
