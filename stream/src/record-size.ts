import type { NewRecord } from "./record-log.ts";

/** What a record weighs in queues and limits: the bytes of its value and the characters of its key and headers. */
export function recordSizeBytes(record: NewRecord): number {
  let size = (record.value?.byteLength ?? 0) + record.key.length;
  for (const name in record.headers) size += name.length + (record.headers[name]?.length ?? 0);
  return size;
}
