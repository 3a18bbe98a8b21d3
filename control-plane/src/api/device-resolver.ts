import { RaeError } from "@rae/protocol";
import type { DeviceRecord } from "../core/device-record.ts";
import type { DeviceRow } from "../core/fleet-index-row.ts";
import type { FleetWatch } from "./fleet-watch.ts";
import type { RecordFinder } from "./record-finder.ts";

/** A device that is here, or the tombstone of one that has left: then there is no row. */
export interface FoundDevice {
  readonly record: DeviceRecord;
  readonly row: DeviceRow | undefined;
}

/** Finds the device that a path names: by its id, else by its asset name among those that are here. */
export class DeviceResolver {
  readonly #watch: FleetWatch;
  readonly #finder: RecordFinder;

  constructor(watch: FleetWatch, finder: RecordFinder) {
    this.#watch = watch;
    this.#finder = finder;
  }

  /** @throws RaeError `device-not-found`, or that of the stores. */
  async find(device: string): Promise<FoundDevice> {
    const { index } = this.#watch;
    const row = index.device(device) ?? index.deviceByAsset(device);
    if (row !== undefined) return { record: row.record, row };
    const record = await this.#finder.device(device);
    if (record === undefined) {
      throw new RaeError("device-not-found", `there is no device ${device}`, {
        details: { device },
      });
    }
    if (record.ended !== undefined) return { record, row: undefined };
    // The stores know it already, the index in a moment.
    return { record, row: justAttached(record) };
  }

  /** @throws RaeError as `find`; `session-ended` if the device has left. */
  async findPresent(device: string): Promise<DeviceRecord> {
    const { record } = await this.find(device);
    if (record.ended === undefined) return record;
    throw new RaeError("session-ended", `device ${device} has left`, {
      details: { device, reason: record.ended.reason },
    });
  }
}

function justAttached(record: DeviceRecord): DeviceRow {
  const reason = "only just attached";
  return {
    ...{ record, state: "unknown", stateReason: reason, lease: undefined, tenant: undefined },
    availability: { word: "absent", reason },
  };
}
