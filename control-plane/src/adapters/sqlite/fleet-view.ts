import type { DatabaseSync } from "node:sqlite";
import type { Clock, Logger } from "@rae/kit";
import {
  deferSync,
  inTransaction,
  openDatabase,
  probeWrite,
  retryWhileBusy,
  syncWrites,
} from "@rae/kit/sqlite";
import { type Lease, RaeError } from "@rae/protocol";
import type { BoxRecord, GatewayRecord } from "../../core/box-record.ts";
import type { CommandRecord } from "../../core/command-record.ts";
import type { DeviceRecord } from "../../core/device-record.ts";
import type {
  FleetView,
  ViewBatch,
  ViewChange,
  ViewCompleteness,
  ViewPosition,
  ViewRecord,
} from "../../ports/fleet-view.ts";
import { ChangeFeed } from "./change-feed.ts";
import { CurrentLeases, currentLeasesSchema } from "./current-leases.ts";
import { CurrentRecords, currentRecordsSchema, tuneForCurrentRecords } from "./current-records.ts";
import { scanCurrentRecords } from "./current-records-scan.ts";
import {
  type ChangeEntry,
  changesSchema,
  epochOfStartSchema,
  FleetViewChanges,
} from "./fleet-view-changes.ts";
import { FleetViewFilling, fillingSchema } from "./fleet-view-filling.ts";
import { FleetViewGateways, gatewaysSchema } from "./fleet-view-gateways.ts";
import { startRetention } from "./retention.ts";
import { storeCall } from "./store-failure.ts";

export interface SqliteFleetViewOptions {
  readonly path: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** How many changes are kept for those who resume. */
  readonly keepChanges?: number;
  /** How often to delete what is over. */
  readonly trimEveryMs?: number;
}

const dayMs = 86_400_000;
const tombstonesMs = 30 * dayMs;
/** Of commands and leases. */
const finishedMs = dayMs;
/** How often to look for writes of other processes while somebody watches. */
const pollMs = 50;
const changesPage = 500;
const trimStep = 500;

/**
 * Opens the fleet view in one SQLite file; several processes may open it at once. A file that another process is writing
 * gives `view-unavailable` at once, the event loop never waits for it.
 */
export function openSqliteFleetView(options: SqliteFleetViewOptions): FleetView {
  return new SqliteFleetView(options);
}

class SqliteFleetView implements FleetView {
  readonly #clock: Clock;
  readonly #database: DatabaseSync;
  readonly #records: CurrentRecords;
  readonly #leases: CurrentLeases;
  readonly #gateways: FleetViewGateways;
  readonly #changes: FleetViewChanges;
  readonly #filling: FleetViewFilling;
  readonly #feed: ChangeFeed;
  readonly #closing = new AbortController();
  readonly #stopRetention: () => void;

  constructor(options: SqliteFleetViewOptions) {
    const { clock, logger } = options;
    const database = openDatabase(options.path, {
      migrations: [
        currentRecordsSchema + gatewaysSchema + changesSchema,
        fillingSchema,
        currentLeasesSchema,
        epochOfStartSchema,
      ],
    });
    tuneForCurrentRecords(database);
    deferSync(database);
    this.#clock = clock;
    this.#database = database;
    this.#records = new CurrentRecords(database);
    this.#leases = new CurrentLeases(database);
    this.#gateways = new FleetViewGateways(database);
    this.#changes = new FleetViewChanges(database, options.keepChanges ?? 100_000);
    this.#filling = new FleetViewFilling(database, clock);
    const dataVersion = database.prepare("PRAGMA data_version");
    let seen = dataVersion.get()?.data_version;
    this.#feed = new ChangeFeed(clock, pollMs, () => {
      const before = seen;
      seen = dataVersion.get()?.data_version;
      return seen !== before;
    });
    const step = () => this.#trim(clock.nowMs());
    this.#stopRetention = startRetention({
      clock,
      logger,
      step,
      everyMs: options.trimEveryMs ?? 60_000,
    });
  }

  async apply(batch: ViewBatch): Promise<void> {
    this.#call(() =>
      inTransaction(this.#database, () => {
        for (const each of batch.boxes) {
          if (this.#records.applyBox(each)) this.#changes.add("box", each.boxId);
        }
        for (const each of batch.gateways) {
          if (this.#gateways.apply(each)) this.#changes.add("gateway", each.gatewayId);
        }
        for (const each of batch.devices) {
          if (this.#records.applyDevice(each)) this.#changes.add("device", each.sessionId);
        }
        for (const each of batch.commands) {
          if (this.#records.applyCommand(each)) this.#changes.add("command", each.commandId);
        }
        for (const each of batch.leases) {
          if (this.#leases.apply(each)) this.#changes.add("lease", each.leaseId);
        }
        this.#changes.trim();
      }),
    );
    this.#feed.wake();
  }

  async readDevices(sessionIds: readonly string[]): Promise<ReadonlyMap<string, DeviceRecord>> {
    return this.#call(() => this.#records.readDevices(sessionIds));
  }

  async readDevicesOfBox(boxId: string): Promise<readonly DeviceRecord[]> {
    return this.#call(() => {
      if (this.#filling.completeness() === "rebuilding") {
        throw new RaeError("view-unavailable", "the view is being refilled");
      }
      return this.#records.readDevicesOfBox(boxId);
    });
  }

  async readBoxes(boxIds: readonly string[]): Promise<ReadonlyMap<string, BoxRecord>> {
    return this.#call(() => this.#records.readBoxes(boxIds));
  }

  async readGateways(gatewayIds: readonly string[]): Promise<ReadonlyMap<string, GatewayRecord>> {
    return this.#call(() => this.#gateways.readSome(gatewayIds));
  }

  async readCommands(commandIds: readonly string[]): Promise<ReadonlyMap<string, CommandRecord>> {
    return this.#call(() => this.#records.readCommands(commandIds));
  }

  async readLeases(leaseIds: readonly string[]): Promise<ReadonlyMap<string, Lease>> {
    return this.#call(() => this.#leases.readSome(leaseIds));
  }

  async scan(signal: AbortSignal) {
    signal.throwIfAborted();
    // The position comes first: what changes while the pages are read comes again as a change.
    const position = this.#call(() => this.#changes.encode(this.#changes.newest()));
    return { position, records: this.#scanRecords(signal) };
  }

  async *changes(
    position: ViewPosition,
    signal: AbortSignal,
  ): AsyncIterable<readonly ViewChange[]> {
    const ended = AbortSignal.any([signal, this.#closing.signal]);
    let behind = this.#call(() => this.#changes.decode(position));
    while (!ended.aborted) {
      const entries = this.#call(() => this.#changes.after(behind, changesPage));
      const last = entries.at(-1);
      if (last === undefined) {
        await this.#feed.next(ended);
        continue;
      }
      behind = last.position;
      const changes = this.#call(() => this.#resolve(entries));
      if (changes.length > 0) yield changes;
    }
  }

  covers(reached: ViewPosition, position: ViewPosition): boolean {
    return this.#changes.decode(reached) >= this.#changes.decode(position);
  }

  completeness(): ViewCompleteness {
    return this.#database.isOpen ? this.#filling.completeness() : "rebuilding";
  }

  async refill(
    fill: (signal: AbortSignal) => Promise<void>,
    signal: AbortSignal,
  ): Promise<boolean> {
    return await this.#filling.run(fill, signal, (work) =>
      retryWhileBusy(this.#clock, work).catch((error: unknown) => this.#call(() => fail(error))),
    );
  }

  async clear(): Promise<void> {
    this.#call(() =>
      inTransaction(this.#database, () => {
        this.#records.clear();
        this.#leases.clear();
        this.#gateways.clear();
        this.#changes.clear();
        this.#filling.lose();
      }),
    );
    this.#feed.wake();
  }

  async sync(): Promise<void> {
    this.#call(() => syncWrites(this.#database));
  }

  async probe(): Promise<void> {
    this.#call(() => probeWrite(this.#database));
  }

  async close(): Promise<void> {
    if (!this.#database.isOpen) return;
    this.#stopRetention();
    this.#closing.abort();
    this.#database.close();
  }

  async *#scanRecords(signal: AbortSignal): AsyncGenerator<ViewRecord> {
    const gateways = this.#call(() => this.#gateways.readAll());
    for (const record of gateways) yield { kind: "gateway", record };
    const call = <T>(work: () => T) => this.#call(work);
    yield* scanCurrentRecords(this.#records, this.#leases, call, signal);
  }

  /** What the records have become; of several changes of one record in the page, the last stands. */
  #resolve(entries: readonly ChangeEntry[]): ViewChange[] {
    const newest = new Map(entries.map((each) => [`${each.kind} ${each.key}`, each.position]));
    return entries.flatMap(({ kind, key, position }) => {
      if (newest.get(`${kind} ${key}`) !== position) return [];
      const change = this.#read(kind, key);
      return change === undefined ? [] : [{ position: this.#changes.encode(position), change }];
    });
  }

  #read(kind: ViewRecord["kind"], key: string): ViewRecord | undefined {
    switch (kind) {
      case "device":
        return asChange(kind, this.#records.readDevice(key));
      case "box":
        return asChange(kind, this.#records.readBox(key));
      case "gateway":
        return asChange(kind, this.#gateways.read(key));
      case "command":
        return asChange(kind, this.#records.readCommand(key));
      case "lease":
        return asChange(kind, this.#leases.read(key));
    }
  }

  #trim(nowMs: number): boolean {
    return inTransaction(this.#database, () => {
      this.#gateways.trim(nowMs - dayMs);
      const before = { endedMs: nowMs - tombstonesMs, finishedMs: nowMs - finishedMs };
      const records = this.#records.trim({ ...before, provisionalMs: nowMs - dayMs }, trimStep);
      return records + this.#leases.trim(nowMs - finishedMs, trimStep) > 0;
    });
  }

  #call<T>(work: () => T): T {
    return storeCall(this.#database, "view-unavailable", work);
  }
}

function asChange<K extends ViewRecord["kind"], R>(
  kind: K,
  record: R | undefined,
): { readonly kind: K; readonly record: R } | undefined {
  return record === undefined ? undefined : { kind, record };
}

function fail(error: unknown): never {
  throw error;
}
