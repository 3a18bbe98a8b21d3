import { RaeError } from "@rae/protocol";
import { parseRecordText, recordText } from "../../core/record-text.ts";
import type { Requests } from "./requests.ts";
import { VersionedRows, type VersionedText } from "./versioned-rows.ts";

interface Stored<R> {
  readonly version: number;
  readonly record: R;
}

export interface GuardedRowsOptions<R> {
  readonly table: "box" | "command";
  readonly idOf: (record: R) => string;
  readonly isNewer: (next: R, stored: R) => boolean;
  /** How long a record is kept, in seconds; 0: for ever. */
  readonly ttlOf: (record: R) => number;
}

const knownMax = 10_000;
const attemptsMax = 20;

/**
 * Records that no number puts in order: a guard decides, and holds whatever others write. A version that was written here is
 * remembered, which spares reading it before the next write.
 */
export class GuardedRows<R extends object> {
  readonly #options: GuardedRowsOptions<R>;
  readonly #rows: VersionedRows;
  readonly #known = new Map<string, Stored<R>>();

  constructor(options: GuardedRowsOptions<R>) {
    this.#options = options;
    const { table } = options;
    this.#rows = new VersionedRows({ table, keyColumn: `${table}_id`, textColumn: "record" });
  }

  /** Stores the record if it is newer than what is stored. */
  async write(requests: Requests, record: R): Promise<void> {
    const { table, idOf, isNewer, ttlOf } = this.#options;
    const id = idOf(record);
    const next = { text: recordText(record), ttlS: ttlOf(record) };
    for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
      const stored = this.#known.get(id) ?? recordIn<R>(await this.#rows.readSerial(requests, id));
      if (stored !== undefined && !isNewer(record, stored.record)) {
        this.#remember(id, stored);
        return;
      }
      this.#known.delete(id);
      const replacement = { version: stored?.version, ...next };
      const version = await this.#rows.replace(requests, id, replacement);
      if (version !== undefined) {
        this.#remember(id, { version, record });
        return;
      }
    }
    throw new RaeError("history-unavailable", `the ${table} ${id} kept changing`);
  }

  async readAll(requests: Requests, ids: Iterable<string>): Promise<Map<string, R>> {
    const records = new Map<string, R>();
    const read = async (id: string) => {
      const stored = recordIn<R>(await this.#rows.read(requests, id));
      if (stored !== undefined) records.set(id, stored.record);
    };
    await Promise.all([...new Set(ids)].map(read));
    return records;
  }

  #remember(id: string, stored: Stored<R>): void {
    this.#known.delete(id);
    this.#known.set(id, stored);
    if (this.#known.size <= knownMax) return;
    const [oldest] = this.#known.keys();
    if (oldest !== undefined) this.#known.delete(oldest);
  }
}

function recordIn<R extends object>(found: VersionedText | undefined): Stored<R> | undefined {
  if (found === undefined) return undefined;
  return { version: found.version, record: parseRecordText<R>(found.text) };
}
