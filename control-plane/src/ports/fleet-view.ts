import type { Closable } from "@rae/kit";
import type { Lease } from "@rae/protocol";
import type { BoxRecord, GatewayRecord } from "../core/box-record.ts";
import type { CommandRecord } from "../core/command-record.ts";
import type { DeviceRecord } from "../core/device-record.ts";

/** A record of the view, as the change stream and the scan carry it. */
export type ViewRecord =
  | { readonly kind: "device"; readonly record: DeviceRecord }
  | { readonly kind: "box"; readonly record: BoxRecord }
  | { readonly kind: "gateway"; readonly record: GatewayRecord }
  | { readonly kind: "command"; readonly record: CommandRecord }
  | { readonly kind: "lease"; readonly record: Lease };

/**
 * Positions in the change streams of all shards, encoded as an opaque string: digits, letters, `.`, `-` and `_`.
 * Comparable only by the view that made it.
 */
export type ViewPosition = string;

export interface ViewChange {
  /** The position right behind this change. */
  readonly position: ViewPosition;
  readonly change: ViewRecord;
}

/** The changes of one batch of the log; boxes first in each shard, so that a device never shows before its box. */
export interface ViewBatch {
  readonly devices: readonly DeviceRecord[];
  readonly boxes: readonly BoxRecord[];
  readonly gateways: readonly GatewayRecord[];
  readonly commands: readonly CommandRecord[];
  readonly leases: readonly Lease[];
}

/** `complete`: holds whatever the history holds. `rebuilding`: was lost, or is new; what is missing may be in the history. */
export type ViewCompleteness = "complete" | "rebuilding";

/**
 * The fleet as it is now: fast to read and to watch, a cache that can be rebuilt. Every write is guarded, so that a
 * redelivered batch or a second aggregator changes nothing. Adapters: `MemoryFleetView` (testing), `SqliteFleetView`,
 * `RedisFleetView`; one contract suite (`fleetViewContract`).
 * All methods throw RaeError `view-unavailable` when the store cannot be reached; the same call may be made again.
 */
export interface FleetView extends Closable {
  /**
   * Writes the records that beat what is stored, all or nothing in each shard, each with its entry in the change stream:
   * a device with a higher revision, or the same one when the stored is stale and the new is not, or when the new is ended
   * and the stored is not; never over a tombstone. A box by `isNewerBox`, a command by `isNewerCommand`, a lease by its
   * version, a gateway by `aliveAtMs`.
   */
  apply(batch: ViewBatch): Promise<void>;
  /**
   * The devices among `sessionIds` that are stored, tombstones included. `ofBoxes` are the boxes that they belong to, if the
   * caller knows: those of other boxes may be left out then, and some stores are asked less.
   */
  readDevices(
    sessionIds: readonly string[],
    ofBoxes?: ReadonlySet<string>,
  ): Promise<ReadonlyMap<string, DeviceRecord>>;
  /**
   * All devices of a box that have not ended. Never less than all: while the view is `rebuilding` it throws
   * `view-unavailable`, even if the loss was not noticed before.
   */
  readDevicesOfBox(boxId: string): Promise<readonly DeviceRecord[]>;
  readBoxes(boxIds: readonly string[]): Promise<ReadonlyMap<string, BoxRecord>>;
  readGateways(gatewayIds: readonly string[]): Promise<ReadonlyMap<string, GatewayRecord>>;
  readCommands(commandIds: readonly string[]): Promise<ReadonlyMap<string, CommandRecord>>;
  readLeases(leaseIds: readonly string[]): Promise<ReadonlyMap<string, Lease>>;
  /**
   * Every record but ended devices and commands and leases that are over, and the position from which `changes` misses nothing of what
   * came later. When it resolves, `completeness` is as of then; `records` throws `view-unavailable` if the view is lost meanwhile.
   */
  scan(signal: AbortSignal): Promise<{
    readonly position: ViewPosition;
    readonly records: AsyncIterable<ViewRecord>;
  }>;
  /**
   * Changes after `position` in batches, as they come, until `signal` aborts (then it ends without an error). A reader that
   * lags may get only the newest of several changes of one record.
   * @throws RaeError `bad-cursor` if the position is malformed, older than what is kept, or of before the view was lost.
   */
  changes(position: ViewPosition, signal: AbortSignal): AsyncIterable<readonly ViewChange[]>;
  /**
   * Whether who has followed the changes up to `reached` knows of all those before `position`. Needs no store.
   * @throws RaeError `bad-cursor` if one is malformed, or they are of different lives of the view.
   */
  covers(reached: ViewPosition, position: ViewPosition): boolean;
  /** As far as is known: a loss shows within a second. Never throws; `rebuilding` until the store was reached. */
  completeness(): ViewCompleteness;
  /**
   * Unless the view is complete or somebody else refills it: calls `fill`, which applies every current state there is, and
   * then declares the view complete. `fill`'s signal aborts with `signal`, or when another took over because this one was
   * taken for dead. What is applied by others meanwhile does no harm.
   * @returns whether this call made the view complete; false also if it was lost again meanwhile.
   * @throws what `fill` throws; then the view stays `rebuilding`.
   */
  refill(fill: (signal: AbortSignal) => Promise<void>, signal: AbortSignal): Promise<boolean>;
  /** What was applied before the call is durable when it resolves; until then it may be lost with the power. */
  sync(): Promise<void>;
  /** Writes something small that nobody reads, everywhere that records are: resolves if the store takes writes now. */
  probe(): Promise<void>;
  /** Forgets every record and position: the view is `rebuilding` until it is refilled. */
  clear(): Promise<void>;
}
