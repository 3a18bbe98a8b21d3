import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Lease } from "@rae/protocol";
import { parseRecordText } from "../../core/record-text.ts";
import type { LeaseClaim, LeaseLeader } from "../../ports/lease-store.ts";

export const leaseTablesSchema = `
  CREATE TABLE lease (
    lease_id TEXT PRIMARY KEY, version INTEGER NOT NULL, is_settled INTEGER NOT NULL, ended_at_ms INTEGER, lease TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX lease_open ON lease (lease_id) WHERE is_settled = 0;
  CREATE INDEX lease_over ON lease (ended_at_ms) WHERE is_settled = 1;
  CREATE TABLE claim (session_id TEXT PRIMARY KEY, token INTEGER NOT NULL, lease_id TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE leader (version INTEGER NOT NULL, leader_id TEXT NOT NULL, until_ms INTEGER NOT NULL);
  INSERT INTO leader (version, leader_id, until_ms) VALUES (0, '', 0);
`;

const openPage = 200;

/** Some of the leases that are open, in the order of their ids. */
export interface OpenPage {
  readonly leases: readonly Lease[];
  /** Ids of those whose row is broken. */
  readonly unreadable: readonly string[];
  readonly lastId: string;
}

/** Leases in their file. Each change is one statement with its condition. */
export class LeaseTables {
  readonly #read: StatementSync;
  readonly #add: StatementSync;
  readonly #replace: StatementSync;
  readonly #readClaim: StatementSync;
  readonly #addClaim: StatementSync;
  readonly #replaceClaim: StatementSync;
  readonly #pageOfOpen: StatementSync;
  readonly #settle: StatementSync;
  readonly #readLeader: StatementSync;
  readonly #replaceLeader: StatementSync;
  readonly #trim: StatementSync;

  constructor(database: DatabaseSync) {
    this.#read = database.prepare("SELECT lease FROM lease WHERE lease_id = ?");
    this.#add = database.prepare(
      `INSERT INTO lease (version, ended_at_ms, lease, lease_id, is_settled) VALUES (?, ?, ?, ?, 0)
       ON CONFLICT (lease_id) DO NOTHING`,
    );
    this.#replace = database.prepare(
      "UPDATE lease SET version = ?, ended_at_ms = ?, lease = ? WHERE lease_id = ? AND version = ?",
    );
    this.#readClaim = database.prepare("SELECT token, lease_id FROM claim WHERE session_id = ?");
    this.#addClaim = database.prepare(
      `INSERT INTO claim (token, lease_id, session_id) VALUES (?, ?, ?)
       ON CONFLICT (session_id) DO NOTHING`,
    );
    this.#replaceClaim = database.prepare(
      "UPDATE claim SET token = ?, lease_id = ? WHERE session_id = ? AND token = ?",
    );
    this.#pageOfOpen = database.prepare(
      `SELECT lease_id, lease FROM lease WHERE is_settled = 0 AND lease_id > ? ORDER BY lease_id LIMIT ${openPage}`,
    );
    this.#settle = database.prepare(
      "UPDATE lease SET is_settled = 1 WHERE lease_id = ? AND is_settled = 0",
    );
    this.#readLeader = database.prepare("SELECT version, leader_id, until_ms FROM leader");
    this.#replaceLeader = database.prepare(
      "UPDATE leader SET version = ?, leader_id = ?, until_ms = ? WHERE version = ?",
    );
    this.#trim = database.prepare(
      `DELETE FROM lease WHERE lease_id IN (
         SELECT lease_id FROM lease WHERE is_settled = 1 AND ended_at_ms < ? LIMIT ?
       )`,
    );
  }

  read(leaseId: string): Lease | undefined {
    const row = this.#read.get(leaseId);
    return row === undefined ? undefined : leaseIn(row);
  }

  replace(next: Lease): boolean {
    const { leaseId, version, ended } = next;
    const values = [version, ended?.atMs ?? null, JSON.stringify(next), leaseId];
    const { changes } =
      version === 1 ? this.#add.run(...values) : this.#replace.run(...values, version - 1);
    return changes === 1;
  }

  readClaim(sessionId: string): LeaseClaim | undefined {
    const row = this.#readClaim.get(sessionId);
    if (row === undefined) return undefined;
    return { token: Number(row.token), leaseId: String(row.lease_id) };
  }

  claim(sessionId: string, afterToken: number, leaseId: string): number | undefined {
    const token = afterToken + 1;
    const { changes } =
      afterToken === 0
        ? this.#addClaim.run(token, leaseId, sessionId)
        : this.#replaceClaim.run(token, leaseId, sessionId, afterToken);
    return changes === 1 ? token : undefined;
  }

  /** In a transaction: all of it, or undefined and nothing. */
  replaceAndClaim(next: Lease, afterTokens: readonly number[]): readonly number[] | undefined {
    const { devices, leaseId } = next;
    const isLast = devices.every(
      ({ sessionId }, index) => (this.readClaim(sessionId)?.token ?? 0) === afterTokens[index],
    );
    if (!isLast || !this.replace(next)) return undefined;
    return devices.flatMap(
      ({ sessionId }, index) => this.claim(sessionId, afterTokens[index] ?? 0, leaseId) ?? [],
    );
  }

  /** Undefined behind the last one. */
  pageOfOpen(afterId: string): OpenPage | undefined {
    const rows = this.#pageOfOpen.all(afterId);
    const last = rows.at(-1);
    if (last === undefined) return undefined;
    const leases: Lease[] = [];
    const unreadable: string[] = [];
    for (const row of rows) {
      try {
        leases.push(leaseIn(row));
      } catch {
        unreadable.push(String(row.lease_id));
      }
    }
    return { leases, unreadable, lastId: String(last.lease_id) };
  }

  settled(leaseId: string): void {
    this.#settle.run(leaseId);
  }

  readLeader(): LeaseLeader {
    const row = this.#readLeader.get();
    return {
      version: Number(row?.version),
      leaderId: String(row?.leader_id),
      untilMs: Number(row?.until_ms),
    };
  }

  replaceLeader({ version, leaderId, untilMs }: LeaseLeader): boolean {
    return this.#replaceLeader.run(version, leaderId, untilMs, version - 1).changes === 1;
  }

  /** Deletes leases that ended before, up to `limit`; returns how many. */
  trim(beforeMs: number, limit: number): number {
    return Number(this.#trim.run(beforeMs, limit).changes);
  }
}

function leaseIn(row: Readonly<Record<string, unknown>>): Lease {
  return parseRecordText<Lease>(String(row.lease));
}
