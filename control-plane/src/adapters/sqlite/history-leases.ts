import type { DatabaseSync, StatementSync } from "node:sqlite";
import { setImmediate } from "node:timers/promises";
import type { Lease } from "@rae/protocol";
import { parseRecordText } from "../../core/record-text.ts";
import type { LeasesOfDeviceRange } from "../../ports/history.ts";
import { CurrentLeases, currentLeasesSchema } from "./current-leases.ts";

/** Leases as `CurrentLeases` keeps them, and those that were granted by their devices. */
export const historyLeasesSchema = `${currentLeasesSchema}
  CREATE TABLE lease_of_device (
    session_id TEXT NOT NULL, granted_at_ms INTEGER NOT NULL, lease_id TEXT NOT NULL,
    PRIMARY KEY (session_id, granted_at_ms, lease_id)
  ) WITHOUT ROWID;
  CREATE INDEX lease_of_device_lease ON lease_of_device (lease_id);
  CREATE TRIGGER lease_forgotten AFTER DELETE ON lease BEGIN
    DELETE FROM lease_of_device WHERE lease_id = old.lease_id;
  END;
`;

const pageRows = 500;

/** Leases in the history's file. Writes belong into a transaction. */
export class HistoryLeases {
  readonly current: CurrentLeases;
  readonly #addOfDevice: StatementSync;
  readonly #newestOfDevice: StatementSync;
  readonly #oldestOfDevice: StatementSync;
  readonly #ended: StatementSync;

  constructor(database: DatabaseSync) {
    this.current = new CurrentLeases(database);
    this.#addOfDevice = database.prepare(
      `INSERT INTO lease_of_device (session_id, granted_at_ms, lease_id) VALUES (?, ?, ?)
       ON CONFLICT DO NOTHING`,
    );
    const ofDevice = `SELECT record FROM lease_of_device JOIN lease USING (lease_id)
       WHERE session_id = ? AND granted_at_ms >= ? AND granted_at_ms < ?`;
    this.#newestOfDevice = database.prepare(
      `${ofDevice} ORDER BY granted_at_ms DESC, lease_id DESC LIMIT ?`,
    );
    this.#oldestOfDevice = database.prepare(`${ofDevice} ORDER BY granted_at_ms, lease_id LIMIT ?`);
    this.#ended = database.prepare(
      `SELECT record FROM lease WHERE lease_id > ? AND asked_at_ms < ? AND ended_at_ms >= ?
       ORDER BY lease_id LIMIT ?`,
    );
  }

  apply(lease: Lease): void {
    const { leaseId, grantedAtMs, devices } = lease;
    if (!this.current.apply(lease) || grantedAtMs === undefined) return;
    for (const { sessionId } of devices) this.#addOfDevice.run(sessionId, grantedAtMs, leaseId);
  }

  readOfDevice(sessionId: string, limit: number, range: LeasesOfDeviceRange): Lease[] {
    const { order, grantedFromMs = 0, grantedToMs = Number.MAX_SAFE_INTEGER } = range;
    const find = order === "oldest-first" ? this.#oldestOfDevice : this.#newestOfDevice;
    return leasesIn(find.all(sessionId, grantedFromMs, grantedToMs, limit));
  }

  /** In pages between which others have their turn; each read goes through `call`, which translates failures. */
  async readEnded(
    fromMs: number,
    toMs: number,
    call: <T>(work: () => T) => T,
  ): Promise<readonly Lease[]> {
    const leases: Lease[] = [];
    let after = "";
    for (;;) {
      const page = call(() => leasesIn(this.#ended.all(after, toMs, fromMs, pageRows)));
      leases.push(...page);
      const last = page.at(-1);
      if (last === undefined || page.length < pageRows) return leases;
      after = last.leaseId;
      await setImmediate();
    }
  }
}

function leasesIn(rows: readonly Readonly<Record<string, unknown>>[]): Lease[] {
  return rows.map((row) => parseRecordText<Lease>(String(row.record)));
}
