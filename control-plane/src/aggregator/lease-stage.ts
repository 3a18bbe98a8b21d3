import { type Lease, parseLease } from "@rae/protocol";
import type { Poison, Slice } from "@rae/stream";
import { isNewerLease } from "../core/lease-order.ts";
import type { FleetView } from "../ports/fleet-view.ts";
import type { History } from "../ports/history.ts";
import { decodeRecords } from "./decode-records.ts";

const nothing = { devices: [], boxes: [], commands: [] };

/**
 * Folds slices of the leases topic: each record is a whole lease, and the one with the highest version stays, in the history and then
 * in the view. What comes again, or late, changes nothing.
 */
export class LeaseStage {
  readonly #view: FleetView;
  readonly #history: History;

  constructor(view: FleetView, history: History) {
    this.#view = view;
    this.#history = history;
  }

  async process(slice: Slice, signal: AbortSignal): Promise<{ poison: Poison[] }> {
    const { received, poison } = decodeRecords(slice.records, parseLease, (each) => each.leaseId);
    const newest = new Map<string, Lease>();
    for (const { message } of received) {
      const known = newest.get(message.leaseId);
      if (known === undefined || isNewerLease(message, known)) newest.set(message.leaseId, message);
    }
    if (newest.size === 0) return { poison };
    const leases = [...newest.values()];
    signal.throwIfAborted();
    await this.#history.write({ ...nothing, entries: [], leases });
    signal.throwIfAborted();
    await this.#view.apply({ ...nothing, gateways: [], leases });
    return { poison };
  }
}
