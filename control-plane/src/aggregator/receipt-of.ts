import { logHeaders } from "@rae/protocol";
import type { LogRecord } from "@rae/stream";
import type { Receipt } from "../core/receipt.ts";

/** What the gateway noted in the record's headers; the log's own time where it noted none. */
export function receiptOf(record: LogRecord): Receipt {
  const certificateExpiresAtMs = timeIn(record, logHeaders.certificateExpiresAtMs);
  const tenant = record.headers[logHeaders.tenant];
  return {
    receivedAtMs: timeIn(record, logHeaders.receivedAtMs) ?? record.appendedAtMs,
    gatewayId: record.headers[logHeaders.gatewayId] ?? "",
    ...(certificateExpiresAtMs === undefined ? {} : { certificateExpiresAtMs }),
    ...(tenant === undefined ? {} : { tenant }),
  };
}

function timeIn({ headers }: LogRecord, name: string): number | undefined {
  const noted = Number(headers[name]);
  return Number.isSafeInteger(noted) && noted > 0 ? noted : undefined;
}
