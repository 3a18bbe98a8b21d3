import type { DatabaseSync, StatementSync } from "node:sqlite";
import { type AuditEntry, auditOutcomes, uuidV7Floor } from "@rae/protocol";
import { AuditCollector } from "../../core/audit-collector.ts";
import { parseRecordText, recordText } from "../../core/record-text.ts";
import type { AuditPage, AuditQuery } from "../../ports/history.ts";

/** Entries of the audit by their ids, which sort as their times do. `outcome` is the number on the wire. */
export const historyAuditSchema = `
  CREATE TABLE audit_entry (
    entry_id TEXT PRIMARY KEY, tenant TEXT NOT NULL, outcome INTEGER NOT NULL, record TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX audit_entry_tenant ON audit_entry (tenant, entry_id);
`;

/** The audit in the history's file. Writes belong into a transaction. */
export class HistoryAudit {
  readonly #put: StatementSync;
  readonly #ofAll: StatementSync;
  readonly #ofTenant: StatementSync;
  readonly #trim: StatementSync;

  constructor(database: DatabaseSync) {
    this.#put = database.prepare(
      `INSERT INTO audit_entry (entry_id, tenant, outcome, record) VALUES (?, ?, ?, ?)
       ON CONFLICT (entry_id) DO UPDATE SET outcome = excluded.outcome, record = excluded.record
       WHERE excluded.outcome > outcome`,
    );
    const within = "entry_id >= ? AND entry_id < ? ORDER BY entry_id DESC";
    this.#ofAll = database.prepare(`SELECT record FROM audit_entry WHERE ${within}`);
    this.#ofTenant = database.prepare(
      `SELECT record FROM audit_entry WHERE tenant = ? AND ${within}`,
    );
    this.#trim = database.prepare(
      `DELETE FROM audit_entry WHERE entry_id IN
       (SELECT entry_id FROM audit_entry WHERE entry_id < ? ORDER BY entry_id LIMIT ?)`,
    );
  }

  write(entry: AuditEntry): void {
    const { entryId, tenant, outcome } = entry;
    this.#put.run(entryId, tenant, auditOutcomes[outcome], recordText(entry));
  }

  read(query: AuditQuery): AuditPage {
    const collector = new AuditCollector(query);
    const { from, to } = collector;
    const rows =
      query.tenant === undefined
        ? this.#ofAll.iterate(from, to)
        : this.#ofTenant.iterate(query.tenant, from, to);
    for (const { record } of rows) {
      if (collector.add(parseRecordText<AuditEntry>(String(record)))) break;
    }
    return collector.page();
  }

  /** Deletes some entries of before; resolves to how many. */
  trim(beforeMs: number, limit: number): number {
    return Number(this.#trim.run(uuidV7Floor(beforeMs), limit).changes);
  }
}
