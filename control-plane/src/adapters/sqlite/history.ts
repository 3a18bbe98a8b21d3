import type { DatabaseSync } from "node:sqlite";
import type { Clock, Logger } from "@rae/kit";
import { deferSync, inTransaction, openDatabase, probeWrite, syncWrites } from "@rae/kit/sqlite";
import { type AuditEntry, defaults, type Lease } from "@rae/protocol";
import type { BoxRecord } from "../../core/box-record.ts";
import type { CommandRecord } from "../../core/command-record.ts";
import type { CurrentKind } from "../../core/current-kind.ts";
import type { DeviceRecord } from "../../core/device-record.ts";
import type {
  AuditPage,
  AuditQuery,
  History,
  HistoryEntry,
  HistoryQuery,
  LeasesOfDeviceRange,
} from "../../ports/history.ts";
import { CurrentRecords, currentRecordsSchema, tuneForCurrentRecords } from "./current-records.ts";
import { type CurrentRecord, scanCurrentRecords } from "./current-records-scan.ts";
import { HistoryAudit, historyAuditSchema } from "./history-audit.ts";
import { entriesSchema, HistoryEntries } from "./history-entries.ts";
import { HistoryLeases, historyLeasesSchema } from "./history-leases.ts";
import { startRetention } from "./retention.ts";
import { storeCall } from "./store-failure.ts";

export interface SqliteHistoryOptions {
  readonly path: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** How long entries, and commands and leases that are over, are kept. */
  readonly retentionMs?: number;
  /** How long entries of the audit are kept. */
  readonly auditRetentionMs?: number;
  /** How often to delete what is over. */
  readonly trimEveryMs?: number;
}

const dayMs = 86_400_000;
/** How long the last state of a session that has ended is kept. */
const tombstonesMs = 30 * dayMs;
const trimStep = 1_000;

/** Opens the history in one SQLite file; several processes may open it at once. */
export function openSqliteHistory(options: SqliteHistoryOptions): History {
  return new SqliteHistory(options);
}

class SqliteHistory implements History {
  readonly #database: DatabaseSync;
  readonly #records: CurrentRecords;
  readonly #entries: HistoryEntries;
  readonly #leases: HistoryLeases;
  readonly #audit: HistoryAudit;
  readonly #stopRetention: () => void;

  constructor(options: SqliteHistoryOptions) {
    const { path, clock, logger, retentionMs = defaults.historyRetentionMs } = options;
    const { auditRetentionMs = defaults.auditRetentionMs } = options;
    const database = openDatabase(path, {
      migrations: [currentRecordsSchema + entriesSchema, historyLeasesSchema, historyAuditSchema],
    });
    tuneForCurrentRecords(database);
    deferSync(database);
    this.#database = database;
    this.#records = new CurrentRecords(database);
    this.#entries = new HistoryEntries(database);
    this.#leases = new HistoryLeases(database);
    this.#audit = new HistoryAudit(database);
    const step = () => this.#trim(clock.nowMs(), retentionMs, auditRetentionMs);
    this.#stopRetention = startRetention({
      clock,
      logger,
      step,
      everyMs: options.trimEveryMs ?? 60_000,
    });
  }

  async write(batch: {
    readonly entries: readonly HistoryEntry[];
    readonly devices: readonly DeviceRecord[];
    readonly boxes: readonly BoxRecord[];
    readonly commands: readonly CommandRecord[];
    readonly leases: readonly Lease[];
  }): Promise<void> {
    this.#call(() => {
      try {
        inTransaction(this.#database, () => {
          this.#entries.add(batch.entries);
          for (const each of batch.boxes) this.#records.applyBox(each);
          for (const each of batch.devices) this.#records.applyDevice(each);
          for (const each of batch.commands) this.#records.applyCommand(each);
          for (const each of batch.leases) this.#leases.apply(each);
        });
      } catch (error) {
        this.#entries.forget();
        throw error;
      }
    });
  }

  async read(query: HistoryQuery): Promise<readonly HistoryEntry[]> {
    return this.#call(() => this.#entries.read(query));
  }

  async readDevices(sessionIds: readonly string[]): Promise<ReadonlyMap<string, DeviceRecord>> {
    return this.#call(() => this.#records.readDevices(sessionIds));
  }

  async readBoxes(boxIds: readonly string[]): Promise<ReadonlyMap<string, BoxRecord>> {
    return this.#call(() => this.#records.readBoxes(boxIds));
  }

  async readCommands(commandIds: readonly string[]): Promise<ReadonlyMap<string, CommandRecord>> {
    return this.#call(() => this.#records.readCommands(commandIds));
  }

  async readCommandsOfDevice(sessionId: string, limit: number): Promise<readonly CommandRecord[]> {
    return this.#call(() => this.#records.readCommandsOfDevice(sessionId, limit));
  }

  async readLease(leaseId: string): Promise<Lease | undefined> {
    return this.#call(() => this.#leases.current.read(leaseId));
  }

  async readLeasesOfDevice(
    sessionId: string,
    limit: number,
    range: LeasesOfDeviceRange = {},
  ): Promise<readonly Lease[]> {
    return this.#call(() => this.#leases.readOfDevice(sessionId, limit, range));
  }

  readEndedLeases(fromMs: number, toMs: number): Promise<readonly Lease[]> {
    return this.#leases.readEnded(fromMs, toMs, (work) => this.#call(work));
  }

  async writeAudit(entries: readonly AuditEntry[]): Promise<void> {
    this.#call(() =>
      inTransaction(this.#database, () => {
        for (const entry of entries) this.#audit.write(entry);
      }),
    );
  }

  async readAudit(query: AuditQuery): Promise<AuditPage> {
    return this.#call(() => this.#audit.read(query));
  }

  scanCurrent(signal: AbortSignal, kinds?: ReadonlySet<CurrentKind>): AsyncIterable<CurrentRecord> {
    const call = <T>(work: () => T) => this.#call(work);
    return scanCurrentRecords(this.#records, this.#leases.current, call, signal, kinds);
  }

  async readServerClock(): Promise<undefined> {}

  async sync(): Promise<void> {
    this.#call(() => syncWrites(this.#database));
  }

  async probe(): Promise<void> {
    this.#call(() => probeWrite(this.#database));
  }

  async close(): Promise<void> {
    if (!this.#database.isOpen) return;
    this.#stopRetention();
    this.#database.close();
  }

  #trim(nowMs: number, retentionMs: number, auditRetentionMs: number): boolean {
    return inTransaction(this.#database, () => {
      const entries = this.#entries.trim(nowMs - retentionMs, trimStep);
      const before = { endedMs: nowMs - tombstonesMs, finishedMs: nowMs - retentionMs };
      const records = this.#records.trim({ ...before, provisionalMs: nowMs - dayMs }, trimStep);
      const leases = this.#leases.current.trim(nowMs - retentionMs, trimStep);
      const audit = this.#audit.trim(nowMs - auditRetentionMs, trimStep);
      return entries + records + leases + audit > 0;
    });
  }

  #call<T>(work: () => T): T {
    return storeCall(this.#database, "history-unavailable", work);
  }
}
