import type { Closable } from "@rae/kit";
import type { AuditEntry, AuditOutcome, Lease } from "@rae/protocol";
import type { BoxRecord } from "../core/box-record.ts";
import type { CommandRecord } from "../core/command-record.ts";
import type { CurrentKind } from "../core/current-kind.ts";
import type { DeviceRecord } from "../core/device-record.ts";

/** One device event as it was received: once for each (session, revision, slot). */
export interface HistoryEntry {
  readonly sessionId: string;
  readonly boxId: string;
  readonly revision: number;
  /** `Snapshot`s repeat a revision and stand beside the change that made it; everything else is a `change`. */
  readonly slot: "change" | "snapshot";
  /** Name of the kind, or `unknown:<number>`. */
  readonly kind: string;
  readonly observedAtMs: number;
  readonly receivedAtMs: number;
  /** `observedAtMs` is more than five minutes off the receive time. */
  readonly clockSuspect: boolean;
  /** The bytes of `rae.v1.BoxEvent`, as received. */
  readonly payload: Uint8Array;
}

export interface HistoryQuery {
  readonly sessionId: string;
  /** Only entries with a higher revision (oldest first) or a lower one (newest first). */
  readonly afterRevision?: number;
  /** Receive time, inclusive and exclusive. */
  readonly fromMs?: number;
  readonly toMs?: number;
  readonly order: "oldest-first" | "newest-first";
  /** May part a snapshot from the change of its revision: who pages by `afterRevision` asks for two more than a page holds. */
  readonly limit: number;
}

export interface AuditQuery {
  /** Entries of one tenant; of all if there is none. */
  readonly tenant?: string;
  /** Inclusive and exclusive. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Only entries whose id sorts before this one. */
  readonly beforeId?: string;
  readonly limit: number;
  readonly principal?: string;
  readonly action?: string;
  readonly outcome?: AuditOutcome;
  /** What the resource begins with. */
  readonly resource?: string;
}

/** Entries, newest first. */
export interface AuditPage {
  readonly entries: readonly AuditEntry[];
  /** `beforeId` of the next page; undefined if there is none. A page may be short, even empty, and not be the last. */
  readonly nextBeforeId: string | undefined;
}

/** What the clock of a server showed while the call was made. */
export interface ServerClock {
  /** Its address, for people. */
  readonly server: string;
  readonly nowMs: number;
}

/** Which leases of a device, by when they were granted. */
export interface LeasesOfDeviceRange {
  /** By default those granted last first. */
  readonly order?: HistoryQuery["order"];
  /** Inclusive and exclusive. */
  readonly grantedFromMs?: number;
  readonly grantedToMs?: number;
}

/**
 * What has happened, and the durable current state from which a lost view is rebuilt. Writing the same again changes nothing.
 * Adapters: `MemoryHistory` (testing), `SqliteHistory`, `CassandraHistory`; one contract suite (`historyContract`).
 * All methods throw RaeError `history-unavailable` when the store cannot be reached; the same call may be made again.
 */
export interface History extends Closable {
  /**
   * Stores the batch, durably after the next `sync`: entries (the first received of each (session, revision, slot) stays) and current states (guarded as
   * in `FleetView.apply`). A failure may leave a part of it written, which the same call completes.
   */
  write(batch: {
    readonly entries: readonly HistoryEntry[];
    readonly devices: readonly DeviceRecord[];
    readonly boxes: readonly BoxRecord[];
    readonly commands: readonly CommandRecord[];
    readonly leases: readonly Lease[];
  }): Promise<void>;
  read(query: HistoryQuery): Promise<readonly HistoryEntry[]>;
  readDevices(sessionIds: readonly string[]): Promise<ReadonlyMap<string, DeviceRecord>>;
  readBoxes(boxIds: readonly string[]): Promise<ReadonlyMap<string, BoxRecord>>;
  readCommands(commandIds: readonly string[]): Promise<ReadonlyMap<string, CommandRecord>>;
  /** Commands of one device, newest first: who used it, and what for. */
  readCommandsOfDevice(sessionId: string, limit: number): Promise<readonly CommandRecord[]>;
  readLease(leaseId: string): Promise<Lease | undefined>;
  /** Leases that have or had the device. */
  readLeasesOfDevice(
    sessionId: string,
    limit: number,
    range?: LeasesOfDeviceRange,
  ): Promise<readonly Lease[]>;
  /**
   * Every lease that has ended and that waited or was held at some time from `fromMs` (inclusive) to `toMs` (exclusive), in no order.
   * Who wants those that have not ended, too, finds them in the view.
   */
  readEndedLeases(fromMs: number, toMs: number): Promise<readonly Lease[]>;
  /** Stores entries of the audit, durably after the next `sync`; of one entry the later outcome stays (`isLaterOutcome`). */
  writeAudit(entries: readonly AuditEntry[]): Promise<void>;
  readAudit(query: AuditQuery): Promise<AuditPage>;
  /** What was written before the call is durable when it resolves; until then it may be lost with the power. */
  sync(): Promise<void>;
  /** Writes something small that nobody reads, kept as long as an entry: resolves if the store takes writes now. */
  probe(): Promise<void>;
  /** The clock of one of the servers, asked now; undefined if there are none, and this process keeps the history by its own. */
  readServerClock(): Promise<ServerClock | undefined>;
  /** Every current state that is not over, or those of some kinds: for rebuilding the view, and what an aggregator takes over. */
  scanCurrent(
    signal: AbortSignal,
    kinds?: ReadonlySet<CurrentKind>,
  ): AsyncIterable<
    | { readonly kind: "device"; readonly record: DeviceRecord }
    | { readonly kind: "box"; readonly record: BoxRecord }
    | { readonly kind: "command"; readonly record: CommandRecord }
    | { readonly kind: "lease"; readonly record: Lease }
  >;
}
