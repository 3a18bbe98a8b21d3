import type { Attributes, Lease } from "@rae/protocol";
import type { DeviceRecord } from "./device-record.ts";
import type { BoxRow } from "./fleet-index-boxes.ts";
import type { FacetCount, FacetName } from "./fleet-index-facets.ts";
import type { DeviceFilter } from "./fleet-index-filter.ts";
import type { DeviceListQuery, Page } from "./fleet-index-pages.ts";
import type { DeviceRow } from "./fleet-index-row.ts";
import type { BoxPresence } from "./presence.ts";

/** The fleet as somebody may see it: all of it (`FleetIndex`), or what one tenant sees (`SeenFleet`). */
export interface FleetReader {
  /** A device by its id. */
  device(sessionId: string): DeviceRow | undefined;
  /** A device by its asset name; of several that claim it, the one that is there. */
  deviceByAsset(asset: string): DeviceRow | undefined;
  /** @throws RaeError `bad-cursor`. */
  listDevices(query: DeviceListQuery): Page<DeviceRow>;
  /** Counts over all devices that meet the filter. */
  facets(
    filter: DeviceFilter,
    names: readonly FacetName[],
  ): ReadonlyMap<FacetName, readonly FacetCount[]>;
  box(boxId: string): BoxRow | undefined;
  /** Boxes behind an id, in the order of their ids. */
  boxes(after?: string): Iterable<BoxRow>;
  /** @throws RaeError `bad-cursor`. */
  listBoxes(limit: number, cursor: string | undefined): Page<BoxRow>;
  devicesOfBox(boxId: string): Iterable<DeviceRow>;
  /** A lease that has not ended, or one of those that ended last. */
  lease(leaseId: string): Lease | undefined;
  leases(): Iterable<Lease>;
  /** A lease that was read elsewhere, as it shows here; undefined if it does not. */
  showLease(lease: Lease): Lease | undefined;
  /** A device that was read elsewhere, as it shows here; undefined if it does not. `reason` says why its state is not known. */
  rowOf(record: DeviceRecord, reason: string): DeviceRow | undefined;
  /** The attributes of a device that is seen, each with when its box saw it last. */
  attributesOf(row: DeviceRow): Attributes;
  /** Since when it could not be leased; undefined if it can be, or that is not known. */
  unavailableSinceMs(row: DeviceRow): number | undefined;
  /** Whether the box of a device that is seen is there. */
  presenceOf(boxId: string): BoxPresence["state"];
}
