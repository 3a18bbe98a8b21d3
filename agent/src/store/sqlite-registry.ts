import { statSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import type { Clock, Logger } from "@rae/kit";
import { RaeError } from "@rae/protocol";
import type { SessionChange, StoredSession } from "../core/sessions/stored-session.ts";
import type {
  CommandStore,
  DeviceLeaseStore,
  HealthStore,
  Outbox,
  Registry,
  RegistryFindings,
} from "../ports/store.ts";
import { CommandTable } from "./command-table.ts";
import { openDatabase, unusable } from "./database.ts";
import { EventLog } from "./event-log.ts";
import { lockFile } from "./file-lock.ts";
import { HealthTable } from "./health-table.ts";
import { LeaseTable } from "./lease-table.ts";
import { Numbers } from "./numbers.ts";
import { OutboxTable } from "./outbox-table.ts";
import { filesPutAside, putAside } from "./put-aside.ts";
import { registryMigrations } from "./schema.ts";
import { SentMark } from "./sent-mark.ts";
import { SessionTable } from "./session-table.ts";
import { Transaction } from "./transaction.ts";
import { isUnreadable, UnreadableContent } from "./unreadable-content.ts";

export interface RegistryOptions {
  readonly dataDir: string;
  readonly boxId: string;
  readonly outboxLimitBytes: number;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Told once if the file can no longer be read or written; the registry is then of no more use. */
  readonly onFailure: (error: Error) => void;
}

/**
 * Opens `<dataDir>/registry.sqlite`, made anew if there is none, or if it cannot be read: then the file is put aside beside it.
 * @throws RaeError `data-unusable` if the file cannot be reached or written, another agent holds it, or it is another box's or a newer
 *   version's.
 */
export function openRegistry(options: RegistryOptions): Registry {
  const path = join(options.dataDir, "registry.sqlite");
  // Held before the file is opened: a newer agent must not migrate it under an older one that runs.
  const lock = lockFile(join(options.dataDir, "registry.lock"));
  try {
    return openOrBegin(path, lock.release, options);
  } catch (error) {
    lock.release();
    throw error instanceof RaeError ? error : unusable(path, error);
  }
}

function openOrBegin(path: string, releaseLock: () => void, options: RegistryOptions): Registry {
  try {
    return openFile(path, releaseLock, options);
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    const file = putAside(path, options.clock.nowMs());
    const reason = error instanceof Error ? error.message : String(error);
    options.logger.error({ file, reason }, "registry cannot be read: put aside, a new one begins");
    return openFile(path, releaseLock, options);
  }
}

function openFile(path: string, releaseLock: () => void, options: RegistryOptions): Registry {
  // What a power cut may leave of a file; SQLite would take it for a new one without a word.
  if (statSync(path, { throwIfNoEntry: false })?.size === 0) {
    throw new UnreadableContent("it is empty");
  }
  const database = openDatabase(path, registryMigrations);
  try {
    claimForBox(database, options.boxId, path);
    return new SqliteRegistry(database, path, releaseLock, options);
  } catch (error) {
    database.close();
    throw error;
  }
}

/** What waits in the outbox speaks for the box that wrote it; the gateway would refuse it from any other. */
function claimForBox(database: DatabaseSync, boxId: string, path: string): void {
  database.prepare("INSERT OR IGNORE INTO meta (name, value) VALUES ('box_id', ?)").run(boxId);
  const owner = database.prepare("SELECT value FROM meta WHERE name = 'box_id'").get()?.value;
  if (owner === boxId) return;
  throw new RaeError(
    "data-unusable",
    `${path} is the registry of box ${owner}, and this box is ${boxId}: name another dataDir, or remove the file`,
    { details: { path, owner, boxId } },
  );
}

class SqliteRegistry implements Registry {
  readonly outbox: Outbox;
  readonly commands: CommandStore;
  readonly health: HealthStore;
  readonly leases: DeviceLeaseStore;
  readonly #database: DatabaseSync;
  readonly #path: string;
  readonly #releaseLock: () => void;
  readonly #transaction: Transaction;
  readonly #numbers: Numbers;
  readonly #sessions: SessionTable;
  readonly #leases: LeaseTable;
  readonly #events: EventLog;
  readonly #appendedListeners = new Set<() => void>();
  readonly #droppedSessions: number;
  #appended = false;
  #closed = false;

  constructor(
    database: DatabaseSync,
    path: string,
    releaseLock: () => void,
    { boxId, outboxLimitBytes, clock, logger, onFailure }: RegistryOptions,
  ) {
    this.#database = database;
    this.#path = path;
    this.#releaseLock = releaseLock;
    this.#transaction = new Transaction(database, path, onFailure);
    this.#transaction.onCommit = () => this.#tellAppended();
    const numbers = new Numbers(database);
    const sessions = new SessionTable(database);
    const sent = new SentMark(database);
    const outbox = new OutboxTable(database, sent);
    this.#numbers = numbers;
    this.#sessions = sessions;
    this.#events = new EventLog(
      { numbers, sessions, outbox },
      { boxId, limitBytes: outboxLimitBytes, nowMs: () => clock.nowMs() },
    );
    this.outbox = this.#outboxPort(outbox, sent, outboxLimitBytes);
    const commands = new CommandTable(database, outbox, clock);
    this.commands = this.#commandPort(commands);
    const leases = new LeaseTable(database);
    this.#leases = leases;
    this.leases = {
      all: () => this.#transaction.read(() => leases.all()),
      put: (sessionId, record) => this.#transaction.write(() => leases.put(sessionId, record)),
    };
    const unreadable = leases.dropUnreadable();
    for (const { sessionId } of unreadable) sessions.delete(sessionId);
    const dropped = [...unreadable, ...sessions.dropUnreadable()];
    for (const session of dropped) logger.error(session, "session cannot be read: left out");
    this.#droppedSessions = dropped.length;
    this.health = this.#healthPort(new HealthTable(database));
    for (const commandId of commands.forgetUnreadableOutcomes()) {
      logger.error({ commandId }, "outcome of a command cannot be read: taken for interrupted");
    }
  }

  get findings(): RegistryFindings {
    return {
      unreadableFiles: filesPutAside(this.#path),
      droppedSessions: this.#droppedSessions,
    };
  }

  get registryId(): string {
    return this.#numbers.registryId;
  }
  get connection(): number {
    return this.#numbers.connection;
  }

  sessions(): StoredSession[] {
    return this.#transaction.read(() => this.#sessions.all());
  }

  record(session: StoredSession, change: SessionChange): void {
    this.#append(() => {
      if (change.kind === "Detached") {
        this.#sessions.delete(session.sessionId);
        this.#leases.delete(session.sessionId);
      } else {
        this.#sessions.put(session);
      }
      this.#events.append(session, change);
    });
  }

  appendRoster(): void {
    this.#append(() => this.#events.appendRoster());
  }

  nextConnection(): number {
    this.#transaction.write(() => this.#numbers.setConnection(this.#numbers.connection + 1));
    this.#transaction.flush();
    return this.#numbers.connection;
  }

  adopt(connection: number, { newRegistryId }: { readonly newRegistryId: boolean }): void {
    this.#transaction.write(() => {
      this.#numbers.setConnection(connection);
      if (newRegistryId) this.#numbers.renew();
    });
    this.#transaction.flush();
  }

  flush(): void {
    this.#transaction.flush();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    try {
      // A failure has been told; what is left to do is to let go of the file.
      if (!this.#transaction.hasFailed) this.#transaction.flush();
    } finally {
      this.#database.close();
      this.#releaseLock();
    }
  }

  #outboxPort(table: OutboxTable, sent: SentMark, limitBytes: number): Outbox {
    const numbers = this.#numbers;
    return {
      read: (lane, afterId, limit) => {
        this.#transaction.flush();
        return this.#transaction.read(() => table.read(lane, afterId, limit));
      },
      markSent: (lane, id) => {
        // Outcomes are never replaced, and must not hold back the events before them.
        if (lane !== "events") return;
        if (sent.isBeyondReserve(id)) {
          this.#transaction.write(() => sent.reserve(id));
          this.#transaction.flush();
        }
        sent.advance(id);
      },
      acknowledge: (id) => this.#transaction.write(() => table.delete(id)),
      onAppended: (listener) => {
        this.#appendedListeners.add(listener);
        return () => this.#appendedListeners.delete(listener);
      },
      get figures() {
        const { rows, bytes, appendedBytes } = table;
        const { supersededDeltas } = numbers;
        return { rows, bytes, limitBytes, supersededDeltas, appendedBytes };
      },
    };
  }

  #commandPort(table: CommandTable): CommandStore {
    return {
      find: (commandId) => this.#transaction.read(() => table.find(commandId)),
      start: (outcome, effect) => this.#append(() => table.start(outcome, effect)),
      finish: (outcome) => this.#append(() => table.finish(outcome)),
      repeat: (commandId) => this.#append(() => table.repeat(commandId)),
      interrupted: () => this.#transaction.read(() => table.interrupted()),
    };
  }

  #healthPort(table: HealthTable): HealthStore {
    return {
      all: () => this.#transaction.read(() => table.all()),
      put: (health) => this.#transaction.write(() => table.put(health)),
      delete: (sessionId) => this.#transaction.write(() => table.delete(sessionId)),
    };
  }

  #append(write: () => void): void {
    this.#appended = true;
    this.#transaction.write(write);
  }

  #tellAppended(): void {
    if (!this.#appended) return;
    this.#appended = false;
    for (const listener of this.#appendedListeners) listener();
  }
}
