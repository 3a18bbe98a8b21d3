import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { StoredSession } from "../core/sessions/stored-session.ts";
import { readSession } from "./session-row.ts";

/** Open sessions, one a row. */
export class SessionTable {
  readonly #put: StatementSync;
  readonly #delete: StatementSync;
  readonly #find: StatementSync;
  readonly #readable: StatementSync;
  readonly #deleteRow: StatementSync;
  readonly #all: StatementSync;
  readonly #roster: StatementSync;

  constructor(database: DatabaseSync) {
    this.#put = database.prepare(
      `INSERT INTO sessions (session_id, revision, keys, attributes) VALUES (?, ?, ?, ?)
       ON CONFLICT (session_id) DO UPDATE
       SET revision = excluded.revision, keys = excluded.keys, attributes = excluded.attributes`,
    );
    this.#delete = database.prepare("DELETE FROM sessions WHERE session_id = ?");
    this.#find = database.prepare("SELECT * FROM sessions WHERE session_id = ?");
    // As JavaScript cannot hold every integer of SQLite.
    const revision = `iif(revision BETWEEN 1 AND ${Number.MAX_SAFE_INTEGER}, revision, 0)`;
    this.#readable = database.prepare(
      `SELECT rowid, session_id, ${revision} AS revision, keys, attributes FROM sessions`,
    );
    this.#deleteRow = database.prepare("DELETE FROM sessions WHERE rowid = ?");
    this.#all = database.prepare("SELECT * FROM sessions ORDER BY session_id");
    this.#roster = database.prepare(
      "SELECT session_id, revision FROM sessions ORDER BY session_id",
    );
  }

  put({ sessionId, revision, keys, attributes }: StoredSession): void {
    this.#put.run(sessionId, revision, JSON.stringify(keys), JSON.stringify(attributes));
  }

  delete(sessionId: string): void {
    this.#delete.run(sessionId);
  }

  find(sessionId: string): StoredSession | undefined {
    const row = this.#find.get(sessionId);
    return row === undefined ? undefined : readSession(row);
  }

  /** Removes the rows that hold no session; tells of each. */
  dropUnreadable(): readonly { readonly sessionId: string; readonly reason: string }[] {
    const dropped: { sessionId: string; reason: string }[] = [];
    for (const { rowid, ...row } of this.#readable.all()) {
      try {
        readSession(row);
      } catch (error) {
        this.#deleteRow.run(rowid ?? null);
        const reason = error instanceof Error ? error.message : String(error);
        dropped.push({ sessionId: String(row.session_id), reason });
      }
    }
    return dropped;
  }

  all(): StoredSession[] {
    return this.#all.all().map(readSession);
  }

  roster(): { sessionId: string; revision: number }[] {
    return this.#roster.all().map((row) => ({
      sessionId: String(row.session_id),
      revision: Number(row.revision),
    }));
  }
}
