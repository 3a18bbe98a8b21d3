import { type AuditEntry, logHeaders, parseAuditEntry, RaeError } from "@rae/protocol";
import type { LogRecord } from "@rae/stream";

/**
 * Who asked for the commands of these records: a command's entry is on the log with it, so that there is neither without the other. An
 * entry that cannot be read is left out: the command itself must not fail for it.
 */
export function auditOfCommands(received: readonly { readonly record: LogRecord }[]): AuditEntry[] {
  return received.flatMap(({ record }) => {
    const text = record.headers[logHeaders.audit];
    if (text === undefined) return [];
    try {
      return [parseAuditEntry(Buffer.from(text, "base64"))];
    } catch (error) {
      if (error instanceof RaeError) return [];
      throw error;
    }
  });
}
