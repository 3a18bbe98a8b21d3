import type { BoxRecord } from "../core/box-record.ts";
import type { DeviceRecord } from "../core/device-record.ts";
import type { FleetView } from "../ports/fleet-view.ts";
import type { History } from "../ports/history.ts";

/**
 * The records that a slice touches, while it is folded. They come from the view; what the view lacks, from the history,
 * and is then written again even if nothing changes it: a crash between the two stores left it out.
 */
export class WorkingSet {
  readonly #view: FleetView;
  readonly #history: History;
  readonly #devices = new Map<string, DeviceRecord>();
  readonly #devicesByBox = new Map<string, Map<string, DeviceRecord>>();
  readonly #boxes = new Map<string, BoxRecord>();
  readonly #dirtyDevices = new Set<string>();
  /** Devices that the view lacks, as a crash between the stores left them, and whose first event may come later in the slice. */
  readonly #notReached = new Set<string>();
  readonly #dirtyBoxes = new Set<string>();

  constructor(view: FleetView, history: History) {
    this.#view = view;
    this.#history = history;
  }

  async loadDevices(sessionIds: Iterable<string>): Promise<void> {
    const wanted = [...sessionIds].filter((id) => !this.#devices.has(id));
    if (wanted.length === 0) return;
    const seen = await this.#view.readDevices(wanted);
    for (const record of seen.values()) this.#setDevice(record);
    const missing = wanted.filter((id) => !seen.has(id));
    if (missing.length === 0) return;
    for (const record of (await this.#history.readDevices(missing)).values()) {
      this.putDevice(record);
      this.#notReached.add(record.sessionId);
    }
  }

  async loadBoxes(boxIds: Iterable<string>): Promise<void> {
    const wanted = [...boxIds];
    const seen = await this.#view.readBoxes(wanted);
    for (const record of seen.values()) this.#boxes.set(record.boxId, record);
    const missing = wanted.filter((id) => !seen.has(id));
    if (missing.length === 0) return;
    for (const record of (await this.#history.readBoxes(missing)).values()) this.putBox(record);
  }

  /** Adds the open devices of a box to those that are loaded. */
  async loadDevicesOfBox(boxId: string): Promise<void> {
    for (const record of await this.#view.readDevicesOfBox(boxId)) {
      if (!this.#devices.has(record.sessionId)) this.#setDevice(record);
    }
  }

  device(sessionId: string): DeviceRecord | undefined {
    return this.#devices.get(sessionId);
  }

  box(boxId: string): BoxRecord | undefined {
    return this.#boxes.get(boxId);
  }

  /** The devices of a box that are loaded. */
  devicesOfBox(boxId: string): ReadonlyMap<string, DeviceRecord> {
    return this.#devicesByBox.get(boxId) ?? noDevices;
  }

  /** The registries in which open sessions of a box began, those sessions that come later in the slice left out. */
  registriesOf(boxId: string): ReadonlySet<string> {
    const ids = new Set<string>();
    for (const { sessionId, ended, createdAt } of this.devicesOfBox(boxId).values()) {
      if (ended === undefined && !this.#notReached.has(sessionId)) ids.add(createdAt.registryId);
    }
    return ids;
  }

  /** The fold has come to an event of the session. */
  reach(sessionId: string): void {
    this.#notReached.delete(sessionId);
  }

  putDevice(record: DeviceRecord): void {
    this.#setDevice(record);
    this.#dirtyDevices.add(record.sessionId);
  }

  putBox(record: BoxRecord): void {
    this.#boxes.set(record.boxId, record);
    this.#dirtyBoxes.add(record.boxId);
  }

  /** What must be written, each record once, however many events it took. */
  changes(): { readonly devices: DeviceRecord[]; readonly boxes: BoxRecord[] } {
    return {
      devices: pick(this.#devices, this.#dirtyDevices),
      boxes: pick(this.#boxes, this.#dirtyBoxes),
    };
  }

  #setDevice(record: DeviceRecord): void {
    this.#devices.set(record.sessionId, record);
    const known = this.#devicesByBox.get(record.boxId);
    if (known !== undefined) known.set(record.sessionId, record);
    else this.#devicesByBox.set(record.boxId, new Map([[record.sessionId, record]]));
  }
}

const noDevices: ReadonlyMap<string, DeviceRecord> = new Map();

function pick<R>(records: ReadonlyMap<string, R>, ids: ReadonlySet<string>): R[] {
  return [...ids].flatMap((id) => {
    const record = records.get(id);
    return record === undefined ? [] : [record];
  });
}
