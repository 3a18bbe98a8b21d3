import type { LogRecord } from "@rae/stream";
import type { WireRecord } from "./wire.ts";

/** What a fetch brought of one partition, from an offset on: a broker sends whole batches, which may begin before it. */
export function recordsFrom(
  topic: string,
  partition: number,
  fromOffset: number,
  messages: readonly WireRecord[],
): LogRecord[] {
  const records: LogRecord[] = [];
  for (const message of messages) {
    const offset = Number(message.offset);
    if (offset < fromOffset || message.isControlRecord) continue;
    records.push({
      topic,
      partition,
      offset,
      appendedAtMs: Number(message.timestamp),
      key: message.key?.toString() ?? "",
      value: message.value ?? empty,
      headers: headersOf(message.headers),
    });
  }
  return records;
}

const empty = new Uint8Array();

function headersOf(headers: WireRecord["headers"]): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    // Of a header that others have set twice, the last counts.
    texts[name] = (Array.isArray(value) ? value.at(-1) : value)?.toString() ?? "";
  }
  return texts;
}
