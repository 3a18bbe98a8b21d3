import type { Closable } from "@rae/kit";
import type { BoxRecord, GatewayRecord } from "../core/box-record.ts";
import type { CommandRecord } from "../core/command-record.ts";
import type { DeviceRecord } from "../core/device-record.ts";

/** A record of the view, as the change stream and the scan carry it. */
export type ViewRecord =
  | { readonly kind: "device"; readonly record: DeviceRecord }
  | { readonly kind: "box"; readonly record: BoxRecord }
  | { readonly kind: "gateway"; readonly record: GatewayRecord }
  | { readonly kind: "command"; readonly record: CommandRecord };

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
}

/**
 * The fleet as it is now: fast to read and to watch, a cache that can be rebuilt. Every write is guarded, so that a
 * redelivered batch or a second aggregator changes nothing. Adapters: `MemoryFleetView` (testing), `SqliteFleetView`,
 * later Redis; one contract suite (`fleetViewContract`).
 * All methods throw RaeError `view-unavailable` when the store cannot be reached; the same call may be made again.
 */
export interface FleetView extends Closable {
  /**
   * Writes the records that beat what is stored, all or nothing in each shard, each with its entry in the change stream:
   * a device with a higher revision, or the same one when the stored is stale and the new is not, or when the new is ended
   * and the stored is not; never over a tombstone. A box by `isNewerBox`, a command by `isNewerCommand`, a gateway by `aliveAtMs`.
   */
  apply(batch: ViewBatch): Promise<void>;
  /** The devices among `sessionIds` that are stored, tombstones included. */
  readDevices(sessionIds: readonly string[]): Promise<ReadonlyMap<string, DeviceRecord>>;
  /** All devices of a box that have not ended. */
  readDevicesOfBox(boxId: string): Promise<readonly DeviceRecord[]>;
  readBoxes(boxIds: readonly string[]): Promise<ReadonlyMap<string, BoxRecord>>;
  readCommands(commandIds: readonly string[]): Promise<ReadonlyMap<string, CommandRecord>>;
  /** Every record but ended devices and commands that are over, and the position from which `changes` misses nothing of what came later. */
  scan(signal: AbortSignal): Promise<{
    readonly position: ViewPosition;
    readonly records: AsyncIterable<ViewRecord>;
  }>;
  /**
   * Changes after `position` in batches, as they come, until `signal` aborts (then it ends without an error). A reader that
   * lags may get only the newest of several changes of one record.
   * @throws RaeError `bad-cursor` if the position is malformed, or older than what is kept.
   */
  changes(position: ViewPosition, signal: AbortSignal): AsyncIterable<readonly ViewChange[]>;
}
