import { RaeError } from "@rae/protocol";
import type { Action } from "../core/access/actions.ts";
import type { DeviceRecord } from "../core/device-record.ts";
import type { DeviceRow } from "../core/fleet-index-row.ts";
import { type Asker, checkOnDevice } from "./access/asker.ts";
import type { RecordFinder } from "./record-finder.ts";

/** A device that is here, or has left: then it shows as it would if it were here. */
export interface FoundDevice {
  readonly record: DeviceRecord;
  readonly row: DeviceRow;
}

/** Finds the device that a path names: by its id, else by its asset name among those that are here. */
export class DeviceResolver {
  readonly #finder: RecordFinder;

  constructor(finder: RecordFinder) {
    this.#finder = finder;
  }

  /** @throws RaeError `device-not-found`, also if who asks does not see it, or that of the stores. */
  async find(device: string, { fleet }: Asker): Promise<FoundDevice> {
    const row = fleet.device(device) ?? fleet.deviceByAsset(device);
    if (row !== undefined) return { record: row.record, row };
    const record = await this.#finder.device(device);
    // Of one that has not left the stores know already, the index in a moment.
    const reason = record?.ended === undefined ? "only just attached" : record.ended.reason;
    const shown = record && fleet.rowOf(record, reason);
    if (shown !== undefined) return { record: shown.record, row: shown };
    throw new RaeError("device-not-found", `there is no device ${device}`, {
      details: { device },
    });
  }

  /** @throws RaeError as `find`; `forbidden` if this may not be done with it; `session-ended` if the device has left. */
  async findPresent(device: string, action: Action, asker: Asker): Promise<DeviceRecord> {
    const { record, row } = await this.find(device, asker);
    checkOnDevice(asker, action, row);
    if (record.ended === undefined) return record;
    throw new RaeError("session-ended", `device ${device} has left`, {
      details: { device, reason: record.ended.reason },
    });
  }

  /** Whether who asks sees the device with this id, also if it has left. @throws RaeError, that of the stores. */
  async shows(sessionId: string, { sight, fleet }: Asker): Promise<boolean> {
    if (sight.isEverything || fleet.device(sessionId) !== undefined) return true;
    const record = await this.#finder.device(sessionId);
    return record !== undefined && fleet.rowOf(record, "") !== undefined;
  }
}
