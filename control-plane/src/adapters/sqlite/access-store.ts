import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Clock } from "@rae/kit";
import { openDatabase, probeWrite, retryWhileBusy } from "@rae/kit/sqlite";
import type { AccessKind, AccessRecord } from "../../core/access/access-record.ts";
import { parseRecordText } from "../../core/record-text.ts";
import type { AccessChanges, AccessStore } from "../../ports/access-store.ts";
import { storeCall } from "./store-failure.ts";

export interface SqliteAccessStoreOptions {
  readonly path: string;
  readonly clock: Clock;
}

// `change` counts all changes: writers of one file take turns, so that its order is that in which they become visible.
const schema = `
  CREATE TABLE access_record (
    kind TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, change INTEGER NOT NULL, record TEXT NOT NULL,
    PRIMARY KEY (kind, id)
  ) WITHOUT ROWID;
  CREATE UNIQUE INDEX access_record_change ON access_record (change);
  CREATE TABLE token_use (token_id TEXT PRIMARY KEY, used_at_ms INTEGER NOT NULL) WITHOUT ROWID;
`;
const nextChange = "(SELECT COALESCE(MAX(change), 0) + 1 FROM access_record)";

/**
 * Opens the store of access in one SQLite file; several processes may open it at once. While another writes, a call tries again for 60 ms
 * without blocking, then fails as `access-store-unavailable`: nothing was written then.
 * @throws CodedError `data-unusable`.
 */
export function openSqliteAccessStore(options: SqliteAccessStoreOptions): AccessStore {
  return new SqliteAccessStore(options);
}

class SqliteAccessStore implements AccessStore {
  readonly #clock: Clock;
  readonly #database: DatabaseSync;
  readonly #read: StatementSync;
  readonly #add: StatementSync;
  readonly #replace: StatementSync;
  readonly #newest: StatementSync;
  readonly #changes: StatementSync;
  readonly #touch: StatementSync;
  readonly #lastUses: StatementSync;

  constructor({ path, clock }: SqliteAccessStoreOptions) {
    this.#clock = clock;
    const database = openDatabase(path, { migrations: [schema] });
    this.#database = database;
    this.#read = database.prepare("SELECT record FROM access_record WHERE kind = ? AND id = ?");
    this.#add = database.prepare(
      `INSERT INTO access_record (version, record, kind, id, change) VALUES (?, ?, ?, ?, ${nextChange})
       ON CONFLICT (kind, id) DO NOTHING`,
    );
    this.#replace = database.prepare(
      `UPDATE access_record SET version = ?, record = ?, change = ${nextChange}
       WHERE kind = ? AND id = ? AND version = ?`,
    );
    this.#newest = database.prepare("SELECT COALESCE(MAX(change), 0) AS change FROM access_record");
    this.#changes = database.prepare(
      "SELECT record FROM access_record WHERE change > ? ORDER BY change",
    );
    this.#touch = database.prepare(
      `INSERT INTO token_use (token_id, used_at_ms) VALUES (?, ?)
       ON CONFLICT (token_id) DO UPDATE SET used_at_ms = MAX(used_at_ms, excluded.used_at_ms)`,
    );
    this.#lastUses = database.prepare("SELECT token_id, used_at_ms FROM token_use");
  }

  read(kind: AccessKind, id: string): Promise<AccessRecord | undefined> {
    return this.#call(() => {
      const row = this.#read.get(kind, id);
      return row === undefined ? undefined : recordIn(row);
    });
  }

  replace(next: AccessRecord): Promise<boolean> {
    const { kind, id, version } = next;
    const values = [version, JSON.stringify(next), kind, id];
    return this.#call(() => {
      const done =
        version === 1 ? this.#add.run(...values) : this.#replace.run(...values, version - 1);
      return done.changes === 1;
    });
  }

  changes(after: string | undefined, signal: AbortSignal): Promise<AccessChanges> {
    return this.#call(() => {
      signal.throwIfAborted();
      // Read before the records: what changes meanwhile comes once more with the next call.
      const newest = Number(this.#newest.get()?.change);
      const read = Number(after ?? 0);
      // A position beyond the file's is that of another file, which this one took the place of.
      const from = read >= 0 && read <= newest ? read : 0;
      return { records: this.#changes.all(from).map(recordIn), position: String(newest) };
    });
  }

  touch(tokenId: string, usedAtMs: number): Promise<void> {
    return this.#call(() => {
      this.#touch.run(tokenId, usedAtMs);
    });
  }

  lastUses(): Promise<ReadonlyMap<string, number>> {
    return this.#call(
      () =>
        new Map(
          this.#lastUses
            .all()
            .map((row) => [String(row.token_id), Number(row.used_at_ms)] as const),
        ),
    );
  }

  probe(): Promise<void> {
    return this.#call(() => probeWrite(this.#database));
  }

  async close(): Promise<void> {
    if (this.#database.isOpen) this.#database.close();
  }

  async #call<T>(work: () => T): Promise<T> {
    try {
      return await retryWhileBusy(this.#clock, work);
    } catch (error) {
      return storeCall(this.#database, "access-store-unavailable", () => {
        throw error;
      });
    }
  }
}

function recordIn(row: Readonly<Record<string, unknown>>): AccessRecord {
  return parseRecordText<AccessRecord>(String(row.record));
}
