import type { Lease } from "@rae/protocol";
import { parseRecordText, recordText } from "../../core/record-text.ts";
import type { LeasesOfDeviceRange } from "../../ports/history.ts";
import { bigCell, intCell, longCell, textCell } from "./cells.ts";
import { EndedLeases } from "./ended-leases.ts";
import { openPeriodOf, openTtlS } from "./open-periods.ts";
import type { Requests, Statement } from "./requests.ts";
import { StatementBatches } from "./statement-batches.ts";

const findOne = "SELECT record FROM lease_history WHERE lease_id = ?";
const findOfDevice =
  "SELECT lease_id FROM lease_history_of_device WHERE session_id = ? AND granted_at_ms >= ? AND granted_at_ms < ?";
const findOfDeviceOldest = `${findOfDevice} ORDER BY granted_at_ms ASC, lease_id ASC`;
const findOpen = "SELECT lease_id FROM lease_history_open WHERE period = ?";
const addOpen = `INSERT INTO lease_history_open (period, lease_id) VALUES (?, ?) USING TTL ${openTtlS} AND TIMESTAMP 1`;
const deleteOpen =
  "DELETE FROM lease_history_open USING TIMESTAMP 2 WHERE period = ? AND lease_id = ?";

/** Leases as the log told of them: write timestamps decide what stays, so that no write reads. */
export class LeaseHistory {
  readonly #ttlS: number;
  readonly #add: string;
  readonly #addOfDevice: string;
  readonly #ended: EndedLeases;

  constructor(retentionMs: number) {
    this.#ttlS = Math.ceil(retentionMs / 1000);
    this.#add =
      "INSERT INTO lease_history (lease_id, record) VALUES (?, ?) USING TTL ? AND TIMESTAMP ?";
    this.#addOfDevice = `INSERT INTO lease_history_of_device (session_id, granted_at_ms, lease_id) VALUES (?, ?, ?) USING TTL ${this.#ttlS}`;
    this.#ended = new EndedLeases(this.#ttlS);
  }

  /** The ways to a lease are written before it, and the way to an open one goes after it: none is ever missing. */
  async write(requests: Requests, lease: Lease): Promise<void> {
    const ways = new StatementBatches(requests);
    if (lease.ended === undefined) ways.add(openStatement(addOpen, lease));
    for (const statement of this.#ended.statementsOf(lease)) ways.add(statement);
    for (const statement of this.#ofDevices(lease)) ways.add(statement);
    await ways.done();
    await requests.execute(this.#lease(lease));
    if (lease.ended !== undefined) await requests.execute(openStatement(deleteOpen, lease));
  }

  async read(requests: Requests, leaseId: string): Promise<Lease | undefined> {
    const found = await requests.execute({ query: findOne, params: [textCell(leaseId)] });
    const row = found.first();
    return row === null ? undefined : parseRecordText<Lease>(String(row.record));
  }

  async readOfDevice(
    requests: Requests,
    sessionId: string,
    limit: number,
    { order, grantedFromMs = 0, grantedToMs = Number.MAX_SAFE_INTEGER }: LeasesOfDeviceRange,
  ): Promise<Lease[]> {
    const statement = {
      query: order === "oldest-first" ? findOfDeviceOldest : findOfDevice,
      params: [textCell(sessionId), longCell(grantedFromMs), longCell(grantedToMs)],
    };
    const leases: Lease[] = [];
    for await (const rows of requests.pages(statement, limit)) {
      leases.push(...(await this.#readAll(requests, rows)));
      if (leases.length >= limit) break;
    }
    return leases.slice(0, limit);
  }

  /** Those among the leases asked for in a period that have not ended. */
  async readOpen(requests: Requests, period: number): Promise<Lease[]> {
    const leases = await this.#readPages(requests, { query: findOpen, params: [intCell(period)] });
    return leases.filter(({ ended }) => ended === undefined);
  }

  /** Those that have ended and were there on a day of the span, each once. */
  readEnded(requests: Requests, fromMs: number, toMs: number): Promise<Lease[]> {
    return this.#ended.read(requests, fromMs, toMs);
  }

  async #readPages(requests: Requests, statement: Statement): Promise<Lease[]> {
    const leases: Lease[] = [];
    for await (const rows of requests.pages(statement, 500)) {
      leases.push(...(await this.#readAll(requests, rows)));
    }
    return leases;
  }

  async #readAll(
    requests: Requests,
    rows: readonly Readonly<Record<string, unknown>>[],
  ): Promise<Lease[]> {
    const found = await Promise.all(rows.map((row) => this.read(requests, String(row.lease_id))));
    return found.filter((lease) => lease !== undefined);
  }

  #lease(lease: Lease): Statement {
    // One that is still open is kept as long as it is looked for.
    const ttlS = lease.ended === undefined ? Math.max(this.#ttlS, openTtlS) : this.#ttlS;
    const params = [
      ...[textCell(lease.leaseId), textCell(recordText(lease)), intCell(ttlS)],
      bigCell(BigInt(lease.version)),
    ];
    return { query: this.#add, params };
  }

  #ofDevices({ leaseId, grantedAtMs, devices }: Lease): Statement[] {
    if (grantedAtMs === undefined) return [];
    return devices.map(({ sessionId }) => ({
      query: this.#addOfDevice,
      params: [textCell(sessionId), longCell(grantedAtMs), textCell(leaseId)],
    }));
  }
}

function openStatement(query: string, { askedAtMs, leaseId }: Lease): Statement {
  return { query, params: [intCell(openPeriodOf(askedAtMs)), textCell(leaseId)] };
}
