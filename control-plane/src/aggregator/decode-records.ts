import { RaeError } from "@rae/protocol";
import type { LogRecord, Poison } from "@rae/stream";
import type { Receipt } from "../core/receipt.ts";
import { receiptOf } from "./receipt-of.ts";

/** A message of a record of the log, and what the gateway noted of it. */
export interface Received<M> {
  readonly record: LogRecord;
  readonly message: M;
  readonly receipt: Receipt;
}

/**
 * Reads the messages of records. What cannot be read, or speaks for a box whose key it does not have (its order would
 * not hold), is poison.
 */
export function decodeRecords<M>(
  records: readonly LogRecord[],
  parse: (bytes: Uint8Array | null) => M,
  keyOf: (message: M) => string,
): { readonly received: Received<M>[]; readonly poison: Poison[] } {
  const received: Received<M>[] = [];
  const poison: Poison[] = [];
  for (const record of records) {
    try {
      const message = parse(record.value);
      if (keyOf(message) === record.key) {
        received.push({ record, message, receipt: receiptOf(record) });
      } else {
        const reason = `the record's key is not ${keyOf(message)}`;
        poison.push({ record, code: "box-id-mismatch", reason });
      }
    } catch (error) {
      // Anything else is a bug of ours, which the stream tries again before it gives the record up.
      if (!(error instanceof RaeError)) throw error;
      poison.push({ record, code: error.code, reason: error.message });
    }
  }
  return { received, poison };
}
