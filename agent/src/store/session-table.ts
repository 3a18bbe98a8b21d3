import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Attributes } from "@rae/protocol";
import type { DeviceKey } from "../core/assignment/device-key.ts";
import type { StoredSession } from "../core/sessions/stored-session.ts";

/** Open sessions, one a row. */
export class SessionTable {
  readonly #put: StatementSync;
  readonly #delete: StatementSync;
  readonly #find: StatementSync;
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

function readSession(row: Record<string, unknown>): StoredSession {
  return {
    sessionId: String(row.session_id),
    revision: Number(row.revision),
    // Written by `put` alone, hence of this form.
    keys: JSON.parse(String(row.keys)) as DeviceKey[],
    attributes: JSON.parse(String(row.attributes)) as Attributes,
  };
}
