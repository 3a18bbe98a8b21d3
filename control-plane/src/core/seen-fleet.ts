import type { Attributes, Lease } from "@rae/protocol";
import type { Sight } from "./access/sight.ts";
import type { DeviceRecord } from "./device-record.ts";
import type { FleetIndex } from "./fleet-index.ts";
import type { BoxRow } from "./fleet-index-boxes.ts";
import { countFacets, type FacetCount, type FacetName } from "./fleet-index-facets.ts";
import type { DeviceFilter } from "./fleet-index-filter.ts";
import {
  type DeviceListQuery,
  type Page,
  pageOfBoxes,
  pageOfDevices,
} from "./fleet-index-pages.ts";
import type { DeviceRow } from "./fleet-index-row.ts";
import type { FleetReader } from "./fleet-reader.ts";
import type { BoxPresence } from "./presence.ts";

/** The fleet as a sight lets it be seen: the index itself for who sees everything. */
export function fleetSeenBy(index: FleetIndex, sight: Sight): FleetReader {
  return sight.isEverything ? index : new SeenFleet(index, sight);
}

/** What one tenant sees of an index. What is not seen is not there. */
class SeenFleet implements FleetReader {
  readonly #index: FleetIndex;
  readonly #sight: Sight;

  constructor(index: FleetIndex, sight: Sight) {
    this.#index = index;
    this.#sight = sight;
  }

  device(sessionId: string): DeviceRow | undefined {
    return this.#shown(this.#index.device(sessionId));
  }

  deviceByAsset(asset: string): DeviceRow | undefined {
    return this.#shown(this.#index.deviceWithAsset(asset, this.#sight));
  }

  listDevices(query: DeviceListQuery): Page<DeviceRow> {
    return pageOfDevices(query, (afterId, descending) =>
      this.#index.rows(query.filter, this.#sight, afterId, descending),
    );
  }

  facets(
    filter: DeviceFilter,
    names: readonly FacetName[],
  ): ReadonlyMap<FacetName, readonly FacetCount[]> {
    return countFacets(this.#index.rows(filter, this.#sight), names);
  }

  box(boxId: string): BoxRow | undefined {
    const box = this.#index.box(boxId);
    return box !== undefined && this.#sight.seesBox(box) ? box : undefined;
  }

  *boxes(after?: string): Generator<BoxRow> {
    for (const box of this.#index.boxes(after)) if (this.#sight.seesBox(box)) yield box;
  }

  listBoxes(limit: number, cursor: string | undefined): Page<BoxRow> {
    return pageOfBoxes(limit, cursor, (after) => this.boxes(after));
  }

  *devicesOfBox(boxId: string): Generator<DeviceRow> {
    for (const row of this.#index.devicesOfBox(boxId)) {
      const shown = this.#sight.show(row);
      if (shown !== undefined) yield shown;
    }
  }

  lease(leaseId: string): Lease | undefined {
    const lease = this.#index.lease(leaseId);
    return lease && this.showLease(lease);
  }

  *leases(): Generator<Lease> {
    for (const lease of this.#index.leases()) {
      const shown = this.showLease(lease);
      if (shown !== undefined) yield shown;
    }
  }

  showLease(lease: Lease): Lease | undefined {
    return this.#sight.showLease(lease, (sessionId) => this.#index.device(sessionId));
  }

  rowOf(record: DeviceRecord, reason: string): DeviceRow | undefined {
    return this.#shown(this.#index.rowOf(record, reason));
  }

  attributesOf(row: DeviceRow): Attributes {
    return this.#index.attributesOf(row);
  }

  unavailableSinceMs(row: DeviceRow): number | undefined {
    return this.#index.unavailableSinceMs(row);
  }

  presenceOf(boxId: string): BoxPresence["state"] {
    return this.#index.presenceOf(boxId);
  }

  #shown(row: DeviceRow | undefined): DeviceRow | undefined {
    return row && this.#sight.show(row);
  }
}
