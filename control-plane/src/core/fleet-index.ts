import type { Lease } from "@rae/protocol";
import type { ViewRecord } from "../ports/fleet-view.ts";
import { availabilityOf, isSameAvailability } from "./availability.ts";
import type { BoxRecord, GatewayRecord } from "./box-record.ts";
import { isNewerDevice } from "./device-order.ts";
import type { DeviceRecord } from "./device-record.ts";
import { type BoxRow, BoxTable } from "./fleet-index-boxes.ts";
import { claimsBefore } from "./fleet-index-claim.ts";
import { encodeCursor, parseCursor } from "./fleet-index-cursor.ts";
import { countFacets, type FacetCount, type FacetName } from "./fleet-index-facets.ts";
import { type DeviceFilter, matchesFilter } from "./fleet-index-filter.ts";
import { LeaseTable } from "./fleet-index-leases.ts";
import { IdOrder } from "./fleet-index-order.ts";
import { assetOf, type DeviceRow } from "./fleet-index-row.ts";
import { type DeviceSort, firstInOrder, placeOf } from "./fleet-index-sort.ts";
import { Flow } from "./flow.ts";
import { deviceStateOf } from "./presence.ts";

interface DeviceEffect {
  readonly kind: "device";
  readonly before: DeviceRow | undefined;
  readonly after: DeviceRow;
}

/** What a change did to the fleet as it shows. */
export type FleetEffect =
  | DeviceEffect
  | {
      readonly kind: "device-ended";
      readonly before: DeviceRow | undefined;
      readonly record: DeviceRecord;
    }
  | { readonly kind: "box"; readonly box: BoxRow }
  | {
      readonly kind: "lease";
      readonly before: Lease | undefined;
      readonly after: Lease;
      /** The devices that it lists or listed, as they showed before and as they show now. */
      readonly rows: readonly DeviceRow[];
    };

export interface DeviceListQuery {
  readonly filter: DeviceFilter;
  readonly sort: DeviceSort;
  readonly limit: number;
  readonly cursor: string | undefined;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

const boxOrder = "boxes";

/**
 * The fleet in memory, for reading: filled from a scan of the view, kept by its changes. A change costs O(1), a change of a
 * box's presence O(its devices), of a lease O(the devices that it lists). Presence depends on the time: call `tick` before reading and now and then.
 */
export class FleetIndex {
  readonly #devices = new Map<string, DeviceRow>();
  readonly #order = new IdOrder();
  readonly #assets = new Map<string, Set<string>>();
  readonly #boxes: BoxTable;
  readonly #leases = new LeaseTable();
  /** Of the log, as far as it shows here. An index that follows another one goes on with its flow. */
  readonly flow: Flow;

  constructor(flow: Flow = new Flow()) {
    this.flow = flow;
    this.#boxes = new BoxTable(flow);
  }

  get size(): number {
    return this.#devices.size;
  }

  /** Takes a record of the view; one that is older than what is held changes nothing. */
  apply(change: ViewRecord, nowMs: number): readonly FleetEffect[] {
    switch (change.kind) {
      case "device":
        return this.#applyDevice(change.record, nowMs);
      case "box":
        return this.#applyBox(change.record, nowMs);
      case "gateway":
        this.#boxes.setGateway(change.record);
        return this.tick(nowMs);
      case "lease":
        return this.#applyLease(change.record);
      case "command":
        return [];
    }
  }

  /** Judges the presence of every box anew, as gateways may have fallen silent. */
  tick(nowMs: number): readonly FleetEffect[] {
    return this.#boxes.judge(nowMs).flatMap((box) => this.#effectsOfPresence(box));
  }

  /** A device by its id. */
  device(sessionId: string): DeviceRow | undefined {
    return this.#devices.get(sessionId);
  }

  /** Every device once, beginning at `share` of them (from 0 up to 1). Whoever needs few of many need not look at all. */
  *devicesFrom(share: number): Generator<DeviceRow> {
    for (const sessionId of this.#order.walkRound(share)) {
      const row = this.#devices.get(sessionId);
      if (row !== undefined) yield row;
    }
  }

  /** A device by its asset name; of several that claim it, the one that is there. */
  deviceByAsset(asset: string): DeviceRow | undefined {
    let meant: DeviceRow | undefined;
    for (const sessionId of this.#assets.get(asset) ?? []) {
      const row = this.#devices.get(sessionId);
      if (row === undefined) continue;
      if (meant === undefined || claimsBefore(row, meant)) meant = row;
    }
    return meant;
  }

  /** @throws RaeError `bad-cursor`. */
  listDevices(query: DeviceListQuery): Page<DeviceRow> {
    const { filter, sort, limit } = query;
    const order = `devices:${sort.descending ? "-" : ""}${sort.field}`;
    const after = query.cursor === undefined ? undefined : parseCursor(order, query.cursor);
    const found =
      sort.field === "id"
        ? take(this.#matching(filter, after?.id, sort.descending), limit + 1)
        : firstInOrder(this.#matching(filter), sort, after, limit + 1);
    const items = found.slice(0, limit);
    const last = items.at(-1);
    if (last === undefined || found.length <= limit) return { items, nextCursor: null };
    return { items, nextCursor: encodeCursor(order, placeOf(sort, last)) };
  }

  /** Counts over all devices that meet the filter. */
  facets(
    filter: DeviceFilter,
    names: readonly FacetName[],
  ): ReadonlyMap<FacetName, readonly FacetCount[]> {
    return countFacets(this.#matching(filter), names);
  }

  box(boxId: string): BoxRow | undefined {
    return this.#boxes.get(boxId);
  }

  /** Every box, in the order of their ids. */
  *boxes(): Generator<BoxRow> {
    for (const boxId of this.#boxes.ids(undefined)) {
      const row = this.#boxes.get(boxId);
      if (row !== undefined) yield row;
    }
  }

  /** Every gateway that was heard of. */
  gateways(): Iterable<GatewayRecord> {
    return this.#boxes.gateways();
  }

  /** A lease that has not ended, or one of those that ended last. */
  lease(leaseId: string): Lease | undefined {
    return this.#leases.get(leaseId);
  }

  /** Every lease that has not ended, and those that ended last. */
  leases(): Iterable<Lease> {
    return this.#leases.all();
  }

  *devicesOfBox(boxId: string): Generator<DeviceRow> {
    for (const sessionId of this.#boxes.sessionsOf(boxId)) {
      const row = this.#devices.get(sessionId);
      if (row !== undefined) yield row;
    }
  }

  /** Boxes in the order of their ids. @throws RaeError `bad-cursor`. */
  listBoxes(limit: number, cursor: string | undefined): Page<BoxRow> {
    const after = cursor === undefined ? undefined : parseCursor(boxOrder, cursor).id;
    const found: BoxRow[] = [];
    for (const boxId of this.#boxes.ids(after)) {
      const row = this.#boxes.get(boxId);
      if (row !== undefined) found.push(row);
      if (found.length > limit) break;
    }
    const items = found.slice(0, limit);
    const last = items.at(-1);
    if (last === undefined || found.length <= limit) return { items, nextCursor: null };
    return { items, nextCursor: encodeCursor(boxOrder, { key: "", id: last.boxId }) };
  }

  #applyDevice(record: DeviceRecord, nowMs: number): readonly FleetEffect[] {
    const before = this.#devices.get(record.sessionId);
    if (before !== undefined && !isNewerDevice(record, before.record)) return [];
    if (record.ended !== undefined) {
      this.#delete(before);
      return [{ kind: "device-ended", before, record }];
    }
    const after = this.#put(before, record, nowMs);
    return [{ kind: "device", before, after }];
  }

  #put(before: DeviceRow | undefined, record: DeviceRecord, nowMs: number): DeviceRow {
    const { sessionId, boxId } = record;
    const box = this.#boxes.addSession(boxId, sessionId, nowMs);
    const after = this.#rowOf(record, box);
    this.#devices.set(sessionId, after);
    this.#order.add(sessionId);
    this.#moveAsset(sessionId, before && assetOf(before.record), assetOf(record));
    return after;
  }

  #delete(row: DeviceRow | undefined): void {
    if (row === undefined) return;
    const { sessionId, boxId } = row.record;
    this.#devices.delete(sessionId);
    this.#order.delete(sessionId);
    this.#boxes.deleteSession(boxId, sessionId);
    this.#moveAsset(sessionId, assetOf(row.record), undefined);
  }

  #moveAsset(sessionId: string, from: string | undefined, to: string | undefined): void {
    if (from === to) return;
    if (from !== undefined) {
      const holders = this.#assets.get(from);
      holders?.delete(sessionId);
      if (holders?.size === 0) this.#assets.delete(from);
    }
    if (to !== undefined) {
      const holders = this.#assets.get(to);
      if (holders === undefined) this.#assets.set(to, new Set([sessionId]));
      else holders.add(sessionId);
    }
  }

  #applyBox(record: BoxRecord, nowMs: number): readonly FleetEffect[] {
    const box = this.#boxes.setBox(record, nowMs);
    return box === undefined ? [] : this.#effectsOfPresence(box);
  }

  /** The lease, then its devices whose availability became another. */
  #applyLease(lease: Lease): readonly FleetEffect[] {
    const change = this.#leases.set(lease);
    if (change === undefined) return [];
    const { before, after, sessionIds } = change;
    const listed = [...sessionIds].flatMap((sessionId) => this.#devices.get(sessionId) ?? []);
    const changed = listed.flatMap((row) => this.#judge(row));
    const rows = [...listed, ...changed.map((effect) => effect.after)];
    return [{ kind: "lease", before, after, rows }, ...changed];
  }

  /** The box, then its devices whose state or availability became another. */
  #effectsOfPresence(box: BoxRow): readonly FleetEffect[] {
    const effects: FleetEffect[] = [{ kind: "box", box }];
    for (const row of this.devicesOfBox(box.boxId)) effects.push(...this.#judge(row));
    return effects;
  }

  /** What a device shows may have changed with its box, or with who has it. */
  #judge(before: DeviceRow): readonly DeviceEffect[] {
    const { sessionId, boxId } = before.record;
    const box = this.#boxes.get(boxId);
    if (box === undefined) return [];
    const after = this.#rowOf(before.record, box);
    if (showsSame(before, after)) return [];
    this.#devices.set(sessionId, after);
    return [{ kind: "device", before, after }];
  }

  #rowOf(record: DeviceRecord, box: BoxRow): DeviceRow {
    const { state, reason } = deviceStateOf(box.presence, record);
    const lease = this.#leases.holderOf(record.sessionId);
    const availability = availabilityOf(record, state, box, lease);
    return { record, state, stateReason: reason, lease, availability };
  }

  /** Devices that meet the filter, in the order of their ids. */
  *#matching(filter: DeviceFilter, afterId?: string, descending = false): Generator<DeviceRow> {
    const ids = this.#candidates(filter).walk(afterId, descending);
    for (const id of ids) {
      const row = this.#devices.get(id);
      if (row !== undefined && matchesFilter(filter, row)) yield row;
    }
  }

  /** The smallest set of ids at hand that holds all that can meet the filter. */
  #candidates(filter: DeviceFilter): IdOrder {
    const asset = filter.attributes?.find(({ name }) => name === "identity.asset")?.value;
    if (asset !== undefined) return IdOrder.of(this.#assets.get(asset) ?? []);
    if (filter.boxId !== undefined) return IdOrder.of(this.#boxes.sessionsOf(filter.boxId));
    return this.#order;
  }
}

function showsSame(a: DeviceRow, b: DeviceRow): boolean {
  return (
    a.state === b.state &&
    a.stateReason === b.stateReason &&
    a.lease === b.lease &&
    isSameAvailability(a.availability, b.availability)
  );
}

function take<T>(items: Iterable<T>, count: number): readonly T[] {
  const taken: T[] = [];
  for (const item of items) {
    taken.push(item);
    if (taken.length === count) break;
  }
  return taken;
}
