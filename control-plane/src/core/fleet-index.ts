import type { Attributes, Lease } from "@rae/protocol";
import type { ViewRecord } from "../ports/fleet-view.ts";
import { Assignments } from "./access/assignments.ts";
import { Sight } from "./access/sight.ts";
import { availabilityOf, isSameAvailability, unavailableSinceMs } from "./availability.ts";
import type { BoxRecord, GatewayRecord } from "./box-record.ts";
import { isNewerDevice } from "./device-order.ts";
import type { DeviceRecord } from "./device-record.ts";
import { type BoxRow, BoxTable } from "./fleet-index-boxes.ts";
import { claimsBefore } from "./fleet-index-claim.ts";
import { countFacets, type FacetCount, type FacetName } from "./fleet-index-facets.ts";
import { type DeviceFilter, matchesFilter } from "./fleet-index-filter.ts";
import { LeaseTable } from "./fleet-index-leases.ts";
import { IdOrder, mergedIds } from "./fleet-index-order.ts";
import {
  type DeviceListQuery,
  type Page,
  pageOfBoxes,
  pageOfDevices,
} from "./fleet-index-pages.ts";
import { assetOf, type DeviceRow } from "./fleet-index-row.ts";
import { TenantOrders } from "./fleet-index-tenants.ts";
import type { FleetReader } from "./fleet-reader.ts";
import { Flow } from "./flow.ts";
import { withLastSeen } from "./last-seen.ts";
import { type BoxPresence, deviceStateOf } from "./presence.ts";

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
  | { readonly kind: "box"; readonly before: BoxRow | undefined; readonly box: BoxRow }
  | {
      readonly kind: "lease";
      readonly before: Lease | undefined;
      readonly after: Lease;
      /** The devices that it lists or listed, as they showed before and as they show now. */
      readonly rows: readonly DeviceRow[];
    };

/**
 * The fleet in memory, for reading: filled from a scan of the view, kept by its changes. A change costs O(1), a change of a
 * box's presence O(its devices), of a lease O(the devices that it lists). Presence depends on the time: call `tick` before reading and now and then.
 */
export class FleetIndex implements FleetReader {
  readonly #devices = new Map<string, DeviceRow>();
  readonly #order = new IdOrder();
  readonly #assets = new Map<string, Set<string>>();
  readonly #boxes: BoxTable;
  readonly #leases = new LeaseTable();
  readonly #tenants = new TenantOrders();
  #assignments: Assignments;
  /** Of the log, as far as it shows here. An index that follows another one goes on with its flow. */
  readonly flow: Flow;

  constructor(flow: Flow = new Flow(), assignments = Assignments.none) {
    this.flow = flow;
    this.#assignments = assignments;
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
    return this.#boxes.judge(nowMs).flatMap((box) => this.#effectsOfPresence(box, box));
  }

  /** Takes which devices belong to another tenant than their box does; what it gives is as that of a change. */
  assign(assignments: Assignments): readonly FleetEffect[] {
    if (assignments.equals(this.#assignments)) return [];
    this.#assignments = assignments;
    return [...this.#devices.values()].flatMap((row) => this.#judge(row));
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
    return this.deviceWithAsset(asset, Sight.everything);
  }

  /** As `deviceByAsset`, of those that are seen: several tenants may use one name. */
  deviceWithAsset(asset: string, sight: Sight): DeviceRow | undefined {
    let meant: DeviceRow | undefined;
    for (const sessionId of this.#assets.get(asset) ?? []) {
      const row = this.#devices.get(sessionId);
      if (row === undefined || !sight.sees(row)) continue;
      if (meant === undefined || claimsBefore(row, meant)) meant = row;
    }
    return meant;
  }

  /** @throws RaeError `bad-cursor`. */
  listDevices(query: DeviceListQuery): Page<DeviceRow> {
    return pageOfDevices(query, (afterId, descending) =>
      this.rows(query.filter, Sight.everything, afterId, descending),
    );
  }

  /** Counts over all devices that meet the filter. */
  facets(
    filter: DeviceFilter,
    names: readonly FacetName[],
  ): ReadonlyMap<FacetName, readonly FacetCount[]> {
    return countFacets(this.rows(filter, Sight.everything), names);
  }

  box(boxId: string): BoxRow | undefined {
    return this.#boxes.get(boxId);
  }

  /** Every box behind an id, in the order of their ids. */
  *boxes(after?: string): Generator<BoxRow> {
    for (const boxId of this.#boxes.ids(after)) {
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
    return pageOfBoxes(limit, cursor, (after) => this.boxes(after));
  }

  /** The device's attributes, each with when its box saw it last. */
  attributesOf({ record }: DeviceRow): Attributes {
    return withLastSeen(record, this.#boxes.get(record.boxId)?.record);
  }

  unavailableSinceMs(row: DeviceRow): number | undefined {
    return unavailableSinceMs(row, this.#boxes.get(row.record.boxId));
  }

  /** Whether a box is there. */
  presenceOf(boxId: string): BoxPresence["state"] {
    return this.#boxes.get(boxId)?.presence.state ?? "unknown";
  }

  /** A lease as it shows here, whatever the index holds of it. */
  showLease(lease: Lease): Lease {
    return lease;
  }

  /** As the index would show a device that it does not hold: the stores know of it already, or it has left. */
  rowOf(record: DeviceRecord, reason: string): DeviceRow {
    const { boxId } = record;
    const tenant = this.#assignments.tenantOf(this.#boxes.get(boxId)?.tenant, assetOf(record));
    return {
      ...{ record, state: "unknown", stateReason: reason, lease: undefined, tenant },
      availability: { word: "absent", reason },
    };
  }

  /** Devices that are seen and meet the filter, as they show, in the order of their ids. */
  *rows(
    filter: DeviceFilter,
    sight: Sight,
    afterId?: string,
    descending = false,
  ): Generator<DeviceRow> {
    for (const id of this.#candidates(filter, sight, afterId, descending)) {
      const row = this.#devices.get(id);
      const shown = row && sight.show(row);
      if (shown !== undefined && matchesFilter(filter, shown)) yield shown;
    }
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
    this.#tenants.move(sessionId, before?.tenant, after.tenant);
    this.#moveAsset(sessionId, before && assetOf(before.record), assetOf(record));
    return after;
  }

  #delete(row: DeviceRow | undefined): void {
    if (row === undefined) return;
    const { sessionId, boxId } = row.record;
    this.#devices.delete(sessionId);
    this.#order.delete(sessionId);
    this.#tenants.move(sessionId, row.tenant, undefined);
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
    const before = this.#boxes.get(record.boxId);
    const box = this.#boxes.setBox(record, nowMs);
    return box === undefined ? [] : this.#effectsOfPresence(box, before);
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
  #effectsOfPresence(box: BoxRow, before: BoxRow | undefined): readonly FleetEffect[] {
    const effects: FleetEffect[] = [{ kind: "box", before, box }];
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
    this.#tenants.move(sessionId, before.tenant, after.tenant);
    return [{ kind: "device", before, after }];
  }

  #rowOf(record: DeviceRecord, box: BoxRow): DeviceRow {
    const { state, reason } = deviceStateOf(box.presence, record);
    const lease = this.#leases.holderOf(record.sessionId);
    const availability = availabilityOf(record, state, box, lease);
    const tenant = this.#assignments.tenantOf(box.tenant, assetOf(record));
    return { record, state, stateReason: reason, lease, availability, tenant };
  }

  /** The smallest set of ids at hand that holds all that can be seen and meet the filter, in order. */
  #candidates(
    filter: DeviceFilter,
    sight: Sight,
    after: string | undefined,
    descending: boolean,
  ): Iterable<string> {
    const asset = filter.attributes?.find(({ name }) => name === "identity.asset")?.value;
    if (asset !== undefined) return this.#withAssets([asset]).walk(after, descending);
    if (filter.boxId !== undefined) {
      return IdOrder.of(this.#boxes.sessionsOf(filter.boxId)).walk(after, descending);
    }
    const { tenant, shared } = sight;
    if (tenant === undefined) return this.#order.walk(after, descending);
    const whole = shared.flatMap((each) => (each.assets === undefined ? [each.tenant] : []));
    const named = shared.flatMap(({ assets = [] }) => [...assets]);
    const orders = [...new Set([tenant, ...whole])].map((each) => this.#tenants.of(each));
    if (named.length > 0) orders.push(this.#withAssets(named));
    return mergedIds(
      orders.map((order) => order.walk(after, descending)),
      descending,
    );
  }

  #withAssets(assets: readonly string[]): IdOrder {
    return IdOrder.of(assets.flatMap((asset) => [...(this.#assets.get(asset) ?? [])]));
  }
}

function showsSame(a: DeviceRow, b: DeviceRow): boolean {
  return (
    a.state === b.state &&
    a.stateReason === b.stateReason &&
    a.lease === b.lease &&
    a.tenant === b.tenant &&
    isSameAvailability(a.availability, b.availability)
  );
}
