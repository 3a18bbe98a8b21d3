import type { Lease } from "@rae/protocol";
import { intCell, textCell } from "./cells.ts";
import type { Requests, Statement } from "./requests.ts";

const periodMs = 3_600_000;
/** Leases are over 37 days after they were asked for: the policy lets them wait for 7 at most, and be held for 30. */
const periods = (40 * 86_400_000) / periodMs;
const ttlS = 45 * 86_400;
/** Periods that may still get leases: the present one, and its neighbours as clocks differ. */
const livePeriods = 2;

const add = `INSERT INTO open_lease (period, lease_id) VALUES (?, ?) USING TTL ${ttlS} AND TIMESTAMP 1`;
const remove = "DELETE FROM open_lease USING TIMESTAMP 2 WHERE period = ? AND lease_id = ?";
const find = "SELECT lease_id FROM open_lease WHERE period = ?";

export function openPeriodOf(askedAtMs: number): number {
  return Math.floor(askedAtMs / periodMs);
}

/** The way to leases that have not ended. Past periods that were found empty are not looked at again. */
export class OpenLeases {
  readonly #empty = new Set<number>();

  async add(requests: Requests, { leaseId, askedAtMs }: Lease): Promise<void> {
    await requests.execute(statement(add, openPeriodOf(askedAtMs), leaseId));
  }

  async remove(requests: Requests, period: number, leaseId: string): Promise<void> {
    await requests.execute(statement(remove, period, leaseId));
  }

  /** Those to look at now, newest first. */
  periods(nowMs: number): readonly number[] {
    const newest = openPeriodOf(nowMs) + 1;
    const oldest = newest - periods;
    for (const period of this.#empty) if (period < oldest) this.#empty.delete(period);
    const all = Array.from({ length: periods }, (_, index) => newest - index);
    return all.filter((period) => !this.#empty.has(period));
  }

  async idsIn(requests: Requests, period: number, nowMs: number): Promise<readonly string[]> {
    const ids: string[] = [];
    for await (const rows of requests.pages({ query: find, params: [intCell(period)] }, 1_000)) {
      ids.push(...rows.map((row) => String(row.lease_id)));
    }
    if (ids.length === 0 && period < openPeriodOf(nowMs) - livePeriods) this.#empty.add(period);
    return ids;
  }
}

function statement(query: string, period: number, leaseId: string): Statement {
  return { query, params: [intCell(period), textCell(leaseId)] };
}
