import { type AuditEntry, isLaterOutcome, isTerminal, type Lease } from "@rae/protocol";
import { AuditCollector } from "../core/audit-collector.ts";
import type { BoxRecord } from "../core/box-record.ts";
import type { CommandRecord } from "../core/command-record.ts";
import { currentKinds } from "../core/current-kind.ts";
import type { DeviceRecord } from "../core/device-record.ts";
import { endedWithinSpan } from "../core/lease-span.ts";
import type {
  AuditPage,
  AuditQuery,
  History,
  HistoryEntry,
  HistoryQuery,
  LeasesOfDeviceRange,
} from "../ports/history.ts";
import { memoryBoxes, memoryCommands, memoryDevices, memoryLeases } from "./memory-records.ts";
import { ScriptedFailures } from "./scripted-failures.ts";

const slots = ["change", "snapshot"];

/** A history in memory. It keeps everything. */
export class MemoryHistory implements History {
  readonly #entries = new Map<string, HistoryEntry>();
  readonly #devices = memoryDevices();
  readonly #boxes = memoryBoxes();
  readonly #commands = memoryCommands();
  readonly #leases = memoryLeases();
  readonly #audit = new Map<string, AuditEntry>();
  readonly #failures = new ScriptedFailures("history-unavailable");

  /** The next `count` calls fail as if the store were away. */
  fail(count: number): void {
    this.#failures.fail(count);
  }

  async write(batch: Parameters<History["write"]>[0]): Promise<void> {
    this.#failures.check();
    for (const entry of batch.entries) {
      const key = `${entry.sessionId} ${entry.revision} ${entry.slot}`;
      if (!this.#entries.has(key)) this.#entries.set(key, entry);
    }
    for (const record of batch.boxes) this.#boxes.apply(record);
    for (const record of batch.devices) this.#devices.apply(record);
    for (const record of batch.commands) this.#commands.apply(record);
    for (const lease of batch.leases) this.#leases.apply(lease);
  }

  async read(query: HistoryQuery): Promise<readonly HistoryEntry[]> {
    this.#failures.check();
    const { sessionId, afterRevision, fromMs = -Infinity, toMs = Infinity } = query;
    const direction = query.order === "newest-first" ? -1 : 1;
    return [...this.#entries.values()]
      .filter((entry) => entry.sessionId === sessionId)
      .filter((entry) => entry.receivedAtMs >= fromMs && entry.receivedAtMs < toMs)
      .filter(
        (entry) => afterRevision === undefined || direction * (entry.revision - afterRevision) > 0,
      )
      .sort(
        (a, b) =>
          direction * (a.revision - b.revision || slots.indexOf(a.slot) - slots.indexOf(b.slot)),
      )
      .slice(0, query.limit);
  }

  async readDevices(sessionIds: readonly string[]): Promise<ReadonlyMap<string, DeviceRecord>> {
    this.#failures.check();
    return this.#devices.read(sessionIds);
  }

  async readBoxes(boxIds: readonly string[]): Promise<ReadonlyMap<string, BoxRecord>> {
    this.#failures.check();
    return this.#boxes.read(boxIds);
  }

  async readCommands(commandIds: readonly string[]): Promise<ReadonlyMap<string, CommandRecord>> {
    this.#failures.check();
    return this.#commands.read(commandIds);
  }

  async readCommandsOfDevice(sessionId: string, limit: number): Promise<readonly CommandRecord[]> {
    this.#failures.check();
    return this.#commands
      .all()
      .filter((record) => record.sessionId === sessionId && record.provisional !== true)
      .sort((a, b) => b.requestedAtMs - a.requestedAtMs || (a.commandId < b.commandId ? 1 : -1))
      .slice(0, limit);
  }

  async readLease(leaseId: string): Promise<Lease | undefined> {
    this.#failures.check();
    return this.#leases.read([leaseId]).get(leaseId);
  }

  async readLeasesOfDevice(
    sessionId: string,
    limit: number,
    { order, grantedFromMs = -Infinity, grantedToMs = Infinity }: LeasesOfDeviceRange = {},
  ): Promise<readonly Lease[]> {
    this.#failures.check();
    const direction = order === "oldest-first" ? -1 : 1;
    return this.#leases
      .all()
      .filter((lease) => lease.devices.some((each) => each.sessionId === sessionId))
      .filter((lease) => lease.grantedAtMs !== undefined)
      .filter((lease) => grantedAt(lease) >= grantedFromMs && grantedAt(lease) < grantedToMs)
      .sort((a, b) => direction * (grantedAt(b) - grantedAt(a) || (a.leaseId < b.leaseId ? 1 : -1)))
      .slice(0, limit);
  }

  async readEndedLeases(fromMs: number, toMs: number): Promise<readonly Lease[]> {
    this.#failures.check();
    return this.#leases.all().filter((lease) => endedWithinSpan(lease, fromMs, toMs));
  }

  async writeAudit(entries: readonly AuditEntry[]): Promise<void> {
    this.#failures.check();
    for (const entry of entries) {
      const stored = this.#audit.get(entry.entryId);
      if (stored === undefined || isLaterOutcome(entry, stored)) {
        this.#audit.set(entry.entryId, entry);
      }
    }
  }

  async readAudit(query: AuditQuery): Promise<AuditPage> {
    this.#failures.check();
    const collector = new AuditCollector(query);
    const { from, to } = collector;
    const within = ({ entryId }: AuditEntry) => entryId >= from && entryId < to;
    const entries = [...this.#audit.values()]
      .filter(within)
      .sort((a, b) => (a.entryId < b.entryId ? 1 : -1));
    for (const entry of entries) if (collector.add(entry)) break;
    return collector.page();
  }

  async *scanCurrent(signal: AbortSignal, kinds = currentKinds) {
    for (const record of kinds.has("box") ? this.#boxes.all() : []) {
      this.#check(signal);
      yield { kind: "box" as const, record };
    }
    for (const record of kinds.has("device") ? this.#devices.all() : []) {
      this.#check(signal);
      if (record.ended === undefined) yield { kind: "device" as const, record };
    }
    for (const record of kinds.has("command") ? this.#commands.all() : []) {
      this.#check(signal);
      const open = !isTerminal(record.state) && record.provisional !== true;
      if (open) yield { kind: "command" as const, record };
    }
    for (const record of kinds.has("lease") ? this.#leases.all() : []) {
      this.#check(signal);
      if (record.state !== "ended") yield { kind: "lease" as const, record };
    }
  }

  async readServerClock(): Promise<undefined> {}

  async sync(): Promise<void> {}

  async probe(): Promise<void> {
    this.#failures.check();
  }

  async close(): Promise<void> {
    this.#failures.close();
  }

  #check(signal: AbortSignal): void {
    signal.throwIfAborted();
    this.#failures.check();
  }
}

function grantedAt({ grantedAtMs = 0 }: Lease): number {
  return grantedAtMs;
}
