import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Lease } from "@rae/protocol";
import { isNewerLease } from "../../core/lease-order.ts";
import { parseRecordText, recordText } from "../../core/record-text.ts";

/** The table of leases, the same in the view's file and in the history's. It is no truth: that is the store of leases. */
export const currentLeasesSchema = `
  CREATE TABLE lease (
    lease_id TEXT PRIMARY KEY, version INTEGER NOT NULL, asked_at_ms INTEGER NOT NULL, ended_at_ms INTEGER, record TEXT NOT NULL
  );
  CREATE INDEX lease_open ON lease (lease_id) WHERE ended_at_ms IS NULL;
  CREATE INDEX lease_ended ON lease (ended_at_ms) WHERE ended_at_ms IS NOT NULL;
`;

const pageRows = 500;

/** Leases in a SQLite file, each write guarded by the version. Writes belong into a transaction. */
export class CurrentLeases {
  readonly #version: StatementSync;
  readonly #write: StatementSync;
  readonly #read: StatementSync;
  readonly #page: StatementSync;
  readonly #trim: StatementSync;
  readonly #clear: StatementSync;

  constructor(database: DatabaseSync) {
    this.#version = database.prepare("SELECT version FROM lease WHERE lease_id = ?");
    this.#write = database.prepare(
      `INSERT INTO lease (lease_id, version, asked_at_ms, ended_at_ms, record) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (lease_id) DO UPDATE SET
         version = excluded.version, ended_at_ms = excluded.ended_at_ms, record = excluded.record`,
    );
    this.#read = database.prepare("SELECT record FROM lease WHERE lease_id = ?");
    this.#page = database.prepare(
      "SELECT record FROM lease WHERE lease_id > ? AND ended_at_ms IS NULL ORDER BY lease_id LIMIT ?",
    );
    this.#trim = database.prepare(
      "DELETE FROM lease WHERE lease_id IN (SELECT lease_id FROM lease WHERE ended_at_ms < ? LIMIT ?)",
    );
    this.#clear = database.prepare("DELETE FROM lease");
  }

  /** Whether the lease was newer and is now stored. */
  apply(lease: Lease): boolean {
    const { leaseId, version, askedAtMs, ended } = lease;
    const row = this.#version.get(leaseId);
    if (row !== undefined && !isNewerLease(lease, { version: Number(row.version) })) return false;
    this.#write.run(leaseId, version, askedAtMs, ended?.atMs ?? null, recordText(lease));
    return true;
  }

  read(leaseId: string): Lease | undefined {
    const row = this.#read.get(leaseId);
    return row === undefined ? undefined : parseRecordText<Lease>(String(row.record));
  }

  readSome(leaseIds: readonly string[]): Map<string, Lease> {
    const found = leaseIds.flatMap((id) => this.read(id) ?? []);
    return new Map(found.map((lease) => [lease.leaseId, lease]));
  }

  /** One page of leases that have not ended, by ascending id; empty at the end. */
  pageOfOpen(afterId: string): Lease[] {
    return this.#page
      .all(afterId, pageRows)
      .map((row) => parseRecordText<Lease>(String(row.record)));
  }

  /** Deletes at most `limit` of those that ended before; returns how many. */
  trim(beforeMs: number, limit: number): number {
    return Number(this.#trim.run(beforeMs, limit).changes);
  }

  clear(): void {
    this.#clear.run();
  }
}
