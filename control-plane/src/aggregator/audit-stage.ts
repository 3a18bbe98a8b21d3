import { parseAuditEntry } from "@rae/protocol";
import type { Poison, Slice } from "@rae/stream";
import type { History } from "../ports/history.ts";
import { decodeRecords } from "./decode-records.ts";

/** Brings slices of the audit topic into the history. What comes again, or late, changes nothing. */
export class AuditStage {
  readonly #history: Pick<History, "writeAudit">;

  constructor(history: Pick<History, "writeAudit">) {
    this.#history = history;
  }

  async process(slice: Slice, signal: AbortSignal): Promise<{ poison: Poison[] }> {
    const { received, poison } = decodeRecords(
      slice.records,
      parseAuditEntry,
      (entry) => entry.entryId,
    );
    signal.throwIfAborted();
    if (received.length > 0) {
      await this.#history.writeAudit(received.map(({ message }) => message));
    }
    return { poison };
  }
}
