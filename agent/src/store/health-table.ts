import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { StoredHealth } from "../core/health/stored-health.ts";

/** Devices in quarantine, and those that are to be cleaned up. Writes run inside the caller's transaction. */
export class HealthTable {
  readonly #put: StatementSync;
  readonly #delete: StatementSync;
  readonly #all: StatementSync;

  constructor(database: DatabaseSync) {
    this.#put = database.prepare(
      `INSERT INTO device_health (session_id, is_quarantined, reason, must_clean, failures) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (session_id) DO UPDATE
       SET is_quarantined = excluded.is_quarantined, reason = excluded.reason,
         must_clean = excluded.must_clean, failures = excluded.failures`,
    );
    this.#delete = database.prepare("DELETE FROM device_health WHERE session_id = ?");
    this.#all = database.prepare("SELECT * FROM device_health");
    // Of sessions that ended while another version ran, or that could not be read.
    database.exec(
      "DELETE FROM device_health WHERE session_id NOT IN (SELECT session_id FROM sessions)",
    );
  }

  put({ sessionId, isQuarantined, reason, mustClean, failures }: StoredHealth): void {
    this.#put.run(sessionId, Number(isQuarantined), reason, Number(mustClean), failures);
  }

  delete(sessionId: string): void {
    this.#delete.run(sessionId);
  }

  all(): StoredHealth[] {
    return this.#all.all().map((row) => ({
      sessionId: String(row.session_id),
      isQuarantined: row.is_quarantined === 1,
      reason: String(row.reason),
      mustClean: row.must_clean === 1,
      failures: Number(row.failures),
    }));
  }
}
