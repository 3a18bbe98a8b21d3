import { logHeaders } from "@rae/protocol";
import type { LogRecord } from "@rae/stream";
import type { Receipt } from "../core/receipt.ts";

/** What the gateway noted in the record's headers; the log's own time where it noted none. */
export function receiptOf(record: LogRecord): Receipt {
  const noted = Number(record.headers[logHeaders.receivedAtMs]);
  return {
    receivedAtMs: Number.isSafeInteger(noted) && noted > 0 ? noted : record.appendedAtMs,
    gatewayId: record.headers[logHeaders.gatewayId] ?? "",
  };
}
