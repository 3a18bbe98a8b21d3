import type { DatabaseSync, StatementSync } from "node:sqlite";
import { Type } from "typebox";
import { Value } from "typebox/value";
import type { LeaseRecord } from "../core/leases/device-lease.ts";

const count = Type.Integer({ minimum: 0 });
const recordSchema = Type.Object({
  leaseId: Type.String(),
  token: count,
  holder: Type.String(),
  purpose: Type.String(),
  sinceMs: Type.Number(),
  shownUntilMs: Type.Number(),
  remainingMs: count,
  needsCare: Type.Boolean(),
  over: Type.Optional(
    Type.Object({ why: Type.String(), atMs: Type.Number(), isFinal: Type.Boolean() }),
  ),
});

/** The newest lease of each open session that was ever leased. Writes run inside the caller's transaction. */
export class LeaseTable {
  readonly #put: StatementSync;
  readonly #delete: StatementSync;
  readonly #all: StatementSync;

  constructor(database: DatabaseSync) {
    this.#put = database.prepare(
      `INSERT INTO leases (session_id, lease) VALUES (?, ?)
       ON CONFLICT (session_id) DO UPDATE SET lease = excluded.lease`,
    );
    this.#delete = database.prepare("DELETE FROM leases WHERE session_id = ?");
    this.#all = database.prepare("SELECT session_id, lease FROM leases ORDER BY session_id");
    // Of sessions that an older agent, which does not know leases, has ended.
    database.exec("DELETE FROM leases WHERE session_id NOT IN (SELECT session_id FROM sessions)");
  }

  put(sessionId: string, record: LeaseRecord): void {
    this.#put.run(sessionId, JSON.stringify(record));
  }

  delete(sessionId: string): void {
    this.#delete.run(sessionId);
  }

  /** @throws if a row holds no lease; `dropUnreadable` is to come first. */
  all(): [sessionId: string, record: LeaseRecord][] {
    return this.#all.all().map((row) => [String(row.session_id), readLease(row.lease)]);
  }

  /** Removes the rows that hold no lease; tells of each. A session whose highest token is not known must not go on. */
  dropUnreadable(): readonly { readonly sessionId: string; readonly reason: string }[] {
    const dropped: { sessionId: string; reason: string }[] = [];
    for (const { session_id, lease } of this.#all.all()) {
      try {
        readLease(lease);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        dropped.push({ sessionId: String(session_id), reason: `its lease: ${reason}` });
      }
    }
    for (const { sessionId } of dropped) this.delete(sessionId);
    return dropped;
  }
}

function readLease(text: unknown): LeaseRecord {
  const value: unknown = JSON.parse(String(text));
  if (!Value.Check(recordSchema, value)) throw new Error("it is none");
  return value;
}
