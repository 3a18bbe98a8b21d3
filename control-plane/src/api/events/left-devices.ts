import type { Sight } from "../../core/access/sight.ts";
import type { DeviceRow } from "../../core/fleet-index-row.ts";

/** Devices that tenants saw and do not see any more, for clients that catch up; the oldest go first. */
export class LeftDevices {
  readonly #limit: number;
  /** The row that was seen last, by tenant. */
  readonly #rows = new Map<string, Map<string, DeviceRow>>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(row: DeviceRow, tenant: string): void {
    const { sessionId } = row.record;
    const rows = this.#rows.get(sessionId) ?? new Map<string, DeviceRow>();
    this.#rows.delete(sessionId);
    this.#rows.set(sessionId, rows.set(tenant, row));
    for (const oldest of this.#rows.keys()) {
      if (this.#rows.size <= this.#limit) break;
      this.#rows.delete(oldest);
    }
  }

  /** The device as the tenant saw it last. */
  lastSeen(sessionId: string, { tenant }: Sight): DeviceRow | undefined {
    return tenant === undefined ? undefined : this.#rows.get(sessionId)?.get(tenant);
  }
}
