import { repeat } from "@rae/kit";
import { type AuditEntry, defaults, type Lease } from "@rae/protocol";
import { isNewerBox } from "../../core/box-order.ts";
import type { BoxRecord } from "../../core/box-record.ts";
import type { CommandRecord } from "../../core/command-record.ts";
import type { CurrentKind } from "../../core/current-kind.ts";
import type { DeviceRecord } from "../../core/device-record.ts";
import { endedWithinSpan } from "../../core/lease-span.ts";
import type {
  AuditPage,
  AuditQuery,
  History,
  HistoryEntry,
  HistoryQuery,
  LeasesOfDeviceRange,
  ServerClock,
} from "../../ports/history.ts";
import { AuditRows } from "./audit-rows.ts";
import { CommandRows } from "./command-rows.ts";
import { CassandraConnection } from "./connection.ts";
import { type CurrentRecord, scanCurrent } from "./current-scan.ts";
import { DeviceRows } from "./device-rows.ts";
import { readEntries } from "./entry-reads.ts";
import { EntryWrites } from "./entry-writes.ts";
import { GuardedRows } from "./guarded-rows.ts";
import { LeaseHistory } from "./lease-history.ts";
import type { CassandraHistoryOptions } from "./options.ts";
import { StatementBatches } from "./statement-batches.ts";

const checkEveryMs = 2_000;
/** Leases that are read by one call, whose time is limited. */
const leasesSpanMs = 7 * 86_400_000;
const tombstonesMs = 30 * 86_400_000;
/** Answered by the server that is asked, whichever it is, by its own clock. */
const readClock = "SELECT toUnixTimestamp(now()) AS now_ms FROM system.local";

/**
 * Opens the history in Cassandra; several processes may open it at once. Returns at once and connects with the first call. Calls
 * fail as `history-unavailable` within some seconds while Cassandra is away, and its message says what to type if the keyspace, the
 * tables (`applySchema`) or the login are not right; they succeed again by themselves.
 */
export function openCassandraHistory(options: CassandraHistoryOptions): History {
  return new CassandraHistory(options);
}

class CassandraHistory implements History {
  readonly #options: CassandraHistoryOptions;
  readonly #connection: CassandraConnection;
  readonly #entries: EntryWrites;
  readonly #devices: DeviceRows;
  readonly #boxes: GuardedRows<BoxRecord>;
  readonly #commands: CommandRows;
  readonly #leases: LeaseHistory;
  readonly #audit: AuditRows;
  readonly #stopChecking: () => void;
  #hasWritten = false;

  constructor(options: CassandraHistoryOptions) {
    const { retentionMs = defaults.historyRetentionMs } = options;
    this.#options = options;
    this.#connection = new CassandraConnection(options);
    this.#entries = new EntryWrites(retentionMs);
    this.#devices = new DeviceRows(options.tombstonesMs ?? tombstonesMs);
    this.#boxes = new GuardedRows({
      table: "box",
      idOf: (record) => record.boxId,
      isNewer: isNewerBox,
      ttlOf: () => 0,
    });
    this.#commands = new CommandRows(retentionMs);
    this.#leases = new LeaseHistory(retentionMs);
    this.#audit = new AuditRows(options.auditRetentionMs ?? defaults.auditRetentionMs);
    this.#stopChecking = repeat(
      options.clock,
      checkEveryMs,
      () => this.#checkBuckets(),
      (error) => options.logger.error({ err: error }, "watch over the history's buckets stopped"),
    );
  }

  async write(batch: {
    readonly entries: readonly HistoryEntry[];
    readonly devices: readonly DeviceRecord[];
    readonly boxes: readonly BoxRecord[];
    readonly commands: readonly CommandRecord[];
    readonly leases: readonly Lease[];
  }): Promise<void> {
    await this.#connection.call("writing to the history", async (requests) => {
      this.#hasWritten ||= batch.entries.length > 0;
      const devices = new StatementBatches(requests);
      for (const record of batch.devices) devices.add(this.#devices.statementOf(record));
      await Promise.all([
        this.#entries.write(requests, batch.entries),
        devices.done(),
        ...batch.commands.map((record) => this.#commands.write(requests, record)),
        ...batch.leases.map((lease) => this.#leases.write(requests, lease)),
      ]);
      // Last: a box tells which roster was applied, and sessions that it ended must not be left open by a crash between.
      await Promise.all(batch.boxes.map((record) => this.#boxes.write(requests, record)));
    });
  }

  read(query: HistoryQuery): Promise<readonly HistoryEntry[]> {
    return this.#connection.call("reading the history", (requests) => readEntries(requests, query));
  }

  readDevices(sessionIds: readonly string[]): Promise<ReadonlyMap<string, DeviceRecord>> {
    return this.#connection.call("reading devices", (requests) =>
      this.#devices.read(requests, sessionIds),
    );
  }

  readBoxes(boxIds: readonly string[]): Promise<ReadonlyMap<string, BoxRecord>> {
    return this.#connection.call("reading boxes", (requests) =>
      this.#boxes.readAll(requests, boxIds),
    );
  }

  readCommands(commandIds: readonly string[]): Promise<ReadonlyMap<string, CommandRecord>> {
    return this.#connection.call("reading commands", (requests) =>
      this.#commands.read(requests, commandIds),
    );
  }

  readCommandsOfDevice(sessionId: string, limit: number): Promise<readonly CommandRecord[]> {
    return this.#connection.call("reading the commands of a device", (requests) =>
      this.#commands.readOfSession(requests, sessionId, limit),
    );
  }

  readLease(leaseId: string): Promise<Lease | undefined> {
    return this.#connection.call("reading a lease", (requests) =>
      this.#leases.read(requests, leaseId),
    );
  }

  readLeasesOfDevice(
    sessionId: string,
    limit: number,
    range: LeasesOfDeviceRange = {},
  ): Promise<readonly Lease[]> {
    return this.#connection.call("reading the leases of a device", (requests) =>
      this.#leases.readOfDevice(requests, sessionId, limit, range),
    );
  }

  async readEndedLeases(fromMs: number, toMs: number): Promise<readonly Lease[]> {
    const leases = new Map<string, Lease>();
    for (let ms = fromMs; ms < toMs; ms += leasesSpanMs) {
      const untilMs = Math.min(toMs, ms + leasesSpanMs);
      const read = await this.#connection.call("reading the leases of a time", (requests) =>
        this.#leases.readEnded(requests, ms, untilMs),
      );
      for (const lease of read) leases.set(lease.leaseId, lease);
    }
    return [...leases.values()].filter((lease) => endedWithinSpan(lease, fromMs, toMs));
  }

  writeAudit(entries: readonly AuditEntry[]): Promise<void> {
    return this.#connection.call("writing the audit", (requests) =>
      this.#audit.write(requests, entries),
    );
  }

  readAudit(query: AuditQuery): Promise<AuditPage> {
    return this.#connection.call("reading the audit", (requests) =>
      this.#audit.read(requests, query),
    );
  }

  scanCurrent(signal: AbortSignal, kinds?: ReadonlySet<CurrentKind>): AsyncIterable<CurrentRecord> {
    const nowMs = this.#options.clock.nowMs();
    const openRows = { commands: this.#commands, leases: this.#leases };
    return scanCurrent(this.#connection, openRows, nowMs, signal, kinds);
  }

  /** Every write was as durable as its servers make it when it resolved. */
  async sync(): Promise<void> {}

  probe(): Promise<void> {
    return this.#connection.call("a small write", (requests) => this.#entries.probe(requests));
  }

  readServerClock(): Promise<ServerClock> {
    return this.#connection.call("reading a server's clock", async (requests) => {
      const found = await requests.execute({ query: readClock, params: [] });
      return { server: found.info.queriedHost, nowMs: Number(found.first()?.now_ms) };
    });
  }

  close(): Promise<void> {
    this.#stopChecking();
    return this.#connection.close();
  }

  /** Only who wrote has something to look for. */
  async #checkBuckets(): Promise<void> {
    if (!this.#hasWritten) return;
    const { logger } = this.#options;
    try {
      const sessions = await this.#connection.call(
        "looking for the history's buckets",
        (requests) => this.#entries.checkBuckets(requests),
      );
      if (sessions > 0)
        logger.warn({ sessions }, "history_bucket was emptied, and is written again");
    } catch {
      // The connection has told of it; the next look comes soon.
    }
  }
}
