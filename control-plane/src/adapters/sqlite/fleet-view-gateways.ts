import type { DatabaseSync, StatementSync } from "node:sqlite";
import { isNewerGateway } from "../../core/box-order.ts";
import type { GatewayRecord } from "../../core/box-record.ts";
import { parseRecordText, recordText } from "../../core/record-text.ts";

export const gatewaysSchema = `
  CREATE TABLE gateway (gateway_id TEXT PRIMARY KEY, alive_at_ms INTEGER NOT NULL, record TEXT NOT NULL);
`;

/** When gateways were heard, in the view's file. There are few: each start of a gateway makes one. */
export class FleetViewGateways {
  readonly #one: StatementSync;
  readonly #all: StatementSync;
  readonly #write: StatementSync;
  readonly #trim: StatementSync;

  constructor(database: DatabaseSync) {
    this.#one = database.prepare("SELECT record FROM gateway WHERE gateway_id = ?");
    this.#all = database.prepare("SELECT record FROM gateway ORDER BY gateway_id");
    this.#write = database.prepare(
      `INSERT INTO gateway (gateway_id, alive_at_ms, record) VALUES (?, ?, ?)
       ON CONFLICT (gateway_id) DO UPDATE SET alive_at_ms = excluded.alive_at_ms, record = excluded.record`,
    );
    this.#trim = database.prepare("DELETE FROM gateway WHERE alive_at_ms < ?");
  }

  apply(record: GatewayRecord): boolean {
    const stored = this.read(record.gatewayId);
    if (stored !== undefined && !isNewerGateway(record, stored)) return false;
    this.#write.run(record.gatewayId, record.aliveAtMs, recordText(record));
    return true;
  }

  read(gatewayId: string): GatewayRecord | undefined {
    const row = this.#one.get(gatewayId);
    return row === undefined ? undefined : parseRecordText<GatewayRecord>(String(row.record));
  }

  readSome(gatewayIds: readonly string[]): ReadonlyMap<string, GatewayRecord> {
    const found = gatewayIds.flatMap((id) => this.read(id) ?? []);
    return new Map(found.map((record) => [record.gatewayId, record]));
  }

  readAll(): GatewayRecord[] {
    return this.#all.all().map((row) => parseRecordText<GatewayRecord>(String(row.record)));
  }

  trim(beforeMs: number): void {
    this.#trim.run(beforeMs);
  }

  clear(): void {
    this.#trim.run(Number.MAX_SAFE_INTEGER);
  }
}
