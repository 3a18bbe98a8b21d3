import type { BoxRecord } from "../core/box-record.ts";
import type { DeviceRecord } from "../core/device-record.ts";
import type { FleetView } from "../ports/fleet-view.ts";
import type { History } from "../ports/history.ts";
import type { RecordCache } from "./record-caches.ts";

interface Entry {
  record: DeviceRecord;
  isDirty: boolean;
  /** False for a device that the view lacks, as a crash between the stores left it, and whose first event may come later in the slice. */
  isReached: boolean;
  /** Made in this slice. */
  readonly isNew: boolean;
}

/**
 * The records that a slice touches, while it is folded. They come from the cache or the view; what the view lacks, from the
 * history, and is then written again even if nothing changes it: a crash between the two stores left it out.
 */
export class WorkingSet {
  readonly #view: FleetView;
  readonly #history: History;
  readonly #cache: RecordCache;
  readonly #devices = new Map<string, Entry>();
  readonly #devicesByBox = new Map<string, Entry[]>();
  readonly #boxes = new Map<string, BoxRecord>();
  readonly #dirtyBoxes = new Set<string>();

  constructor(view: FleetView, history: History, cache: RecordCache) {
    this.#view = view;
    this.#history = history;
    this.#cache = cache;
  }

  /** Loads sessions, each with the box that speaks of it. */
  async loadDevices(boxOfSession: ReadonlyMap<string, string>): Promise<void> {
    const unseen: string[] = [];
    const ofBoxes = new Set<string>();
    for (const [sessionId, boxId] of boxOfSession) {
      if (this.#devices.has(sessionId)) continue;
      const record = this.#cache.take(sessionId);
      if (record !== undefined) {
        this.#add(record);
        continue;
      }
      unseen.push(sessionId);
      ofBoxes.add(boxId);
    }
    if (unseen.length === 0) return;
    const seen = await this.#view.readDevices(unseen, ofBoxes);
    for (const record of seen.values()) this.#add(record);
    const missing = unseen.filter((id) => !seen.has(id));
    if (missing.length === 0) return;
    for (const record of (await this.#history.readDevices(missing)).values()) {
      this.#add(record, { isDirty: true, isReached: false });
    }
  }

  async loadBoxes(boxIds: Iterable<string>): Promise<void> {
    const wanted = [...boxIds];
    if (wanted.length === 0) return;
    const seen = await this.#view.readBoxes(wanted);
    for (const record of seen.values()) this.#boxes.set(record.boxId, record);
    const missing = wanted.filter((id) => !seen.has(id));
    if (missing.length === 0) return;
    for (const record of (await this.#history.readBoxes(missing)).values()) this.putBox(record);
  }

  /** Adds the open devices of a box to those that are loaded. */
  async loadDevicesOfBox(boxId: string): Promise<void> {
    for (const record of await this.#view.readDevicesOfBox(boxId)) {
      this.#cache.take(record.sessionId);
      if (!this.#devices.has(record.sessionId)) this.#add(record);
    }
  }

  device(sessionId: string): DeviceRecord | undefined {
    return this.#devices.get(sessionId)?.record;
  }

  box(boxId: string): BoxRecord | undefined {
    return this.#boxes.get(boxId);
  }

  /** The devices of a box that are loaded. */
  devicesOfBox(boxId: string): ReadonlyMap<string, DeviceRecord> {
    const entries = this.#devicesByBox.get(boxId) ?? [];
    return new Map(entries.map(({ record }) => [record.sessionId, record]));
  }

  /** The registries in which open sessions of a box began, those sessions that come later in the slice left out. */
  registriesOf(boxId: string): ReadonlySet<string> {
    const ids = new Set<string>();
    for (const { record, isReached } of this.#devicesByBox.get(boxId) ?? []) {
      if (record.ended === undefined && isReached) ids.add(record.createdAt.registryId);
    }
    return ids;
  }

  /** The fold has come to an event of the session: what is loaded of it. */
  reach(sessionId: string): DeviceRecord | undefined {
    const entry = this.#devices.get(sessionId);
    if (entry === undefined) return undefined;
    entry.isReached = true;
    return entry.record;
  }

  putDevice(record: DeviceRecord): void {
    const entry = this.#devices.get(record.sessionId);
    if (entry === undefined) {
      this.#add(record, { isDirty: true, isNew: true });
      return;
    }
    entry.record = record;
    entry.isDirty = true;
  }

  putBox(record: BoxRecord): void {
    this.#boxes.set(record.boxId, record);
    this.#dirtyBoxes.add(record.boxId);
  }

  /** What must be written, each record once, however many events it took. */
  changes(): { readonly devices: DeviceRecord[]; readonly boxes: BoxRecord[] } {
    const devices: DeviceRecord[] = [];
    for (const { record, isDirty } of this.#devices.values()) if (isDirty) devices.push(record);
    const boxes: BoxRecord[] = [];
    for (const id of this.#dirtyBoxes) {
      const record = this.#boxes.get(id);
      if (record !== undefined) boxes.push(record);
    }
    return { devices, boxes };
  }

  /**
   * All changes are in both stores: the next slice finds the devices of these boxes, which are ours, in the cache. Not those
   * made now: another box may have made the same session in its partition and be first, which the next read tells.
   */
  keep(boxIds: ReadonlySet<string>): void {
    for (const { record, isNew } of this.#devices.values()) {
      if (!isNew && boxIds.has(record.boxId)) this.#cache.keep(record);
    }
  }

  #add(
    record: DeviceRecord,
    { isDirty = false, isReached = true, isNew = false }: Partial<Omit<Entry, "record">> = {},
  ): void {
    const entry = { record, isDirty, isReached, isNew };
    this.#devices.set(record.sessionId, entry);
    const known = this.#devicesByBox.get(record.boxId);
    if (known !== undefined) known.push(entry);
    else this.#devicesByBox.set(record.boxId, [entry]);
  }
}
