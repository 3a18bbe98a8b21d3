import { RaeError } from "@rae/protocol";
import type { types } from "cassandra-driver";
import { parseRecordText, recordText } from "../../core/record-text.ts";
import { intCell, textCell } from "./cells.ts";
import type { Requests } from "./requests.ts";

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
/** The driver must not repeat a condition by itself, as the first may have been met. */
const conditional = { isIdempotent: false };

/**
 * Records that no number puts in order. Each write says which version it replaces, so that the guard holds whatever others write. A version
 * that was written here is remembered, which spares reading it before the next write.
 */
export class GuardedRows<R extends object> {
  readonly #options: GuardedRowsOptions<R>;
  readonly #known = new Map<string, Stored<R>>();
  readonly #find: string;
  readonly #add: string;
  readonly #replace: string;

  constructor(options: GuardedRowsOptions<R>) {
    this.#options = options;
    const { table } = options;
    const key = `${table}_id`;
    this.#find = `SELECT version, record FROM ${table} WHERE ${key} = ?`;
    this.#add = `INSERT INTO ${table} (${key}, version, record) VALUES (?, 1, ?) IF NOT EXISTS USING TTL ?`;
    this.#replace = `UPDATE ${table} USING TTL ? SET version = ?, record = ? WHERE ${key} = ? IF version = ?`;
  }

  /** Stores the record if it is newer than what is stored. */
  async write(requests: Requests, record: R): Promise<void> {
    const id = this.#options.idOf(record);
    for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
      const stored = this.#known.get(id) ?? (await this.#readSerial(requests, id));
      if (stored !== undefined && !this.#options.isNewer(record, stored.record)) {
        this.#remember(id, stored);
        return;
      }
      this.#known.delete(id);
      if (await this.#try(requests, id, record, stored?.version)) {
        this.#remember(id, { version: (stored?.version ?? 0) + 1, record });
        return;
      }
    }
    throw new RaeError("history-unavailable", `the ${this.#options.table} ${id} kept changing`);
  }

  async readAll(requests: Requests, ids: Iterable<string>): Promise<Map<string, R>> {
    const records = new Map<string, R>();
    const read = async (id: string) => {
      const stored = await this.#read(requests, id);
      if (stored !== undefined) records.set(id, stored.record);
    };
    await Promise.all([...new Set(ids)].map(read));
    return records;
  }

  async #read(requests: Requests, id: string): Promise<Stored<R> | undefined> {
    return storedIn(await requests.execute({ query: this.#find, params: [textCell(id)] }));
  }

  async #readSerial(requests: Requests, id: string): Promise<Stored<R> | undefined> {
    return storedIn(await requests.executeSerial({ query: this.#find, params: [textCell(id)] }));
  }

  async #try(requests: Requests, id: string, record: R, version: number | undefined) {
    const key = textCell(id);
    const text = textCell(recordText(record));
    const ttl = intCell(this.#options.ttlOf(record));
    const statement =
      version === undefined
        ? { query: this.#add, params: [key, text, ttl] }
        : {
            query: this.#replace,
            params: [ttl, intCell(version + 1), text, key, intCell(version)],
          };
    return (await requests.execute(statement, conditional)).wasApplied();
  }

  #remember(id: string, stored: Stored<R>): void {
    this.#known.delete(id);
    this.#known.set(id, stored);
    if (this.#known.size <= knownMax) return;
    const [oldest] = this.#known.keys();
    if (oldest !== undefined) this.#known.delete(oldest);
  }
}

function storedIn<R>(found: types.ResultSet): Stored<R> | undefined {
  const row = found.first();
  if (row === null || row.record === null) return undefined;
  return { version: Number(row.version), record: parseRecordText<R>(String(row.record)) };
}
