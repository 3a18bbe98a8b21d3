import type { DatabaseSync } from "node:sqlite";
import { setImmediate } from "node:timers/promises";
import type { Clock, Logger } from "@rae/kit";
import { openDatabase, probeWrite, retryWhileBusy } from "@rae/kit/sqlite";
import { defaults, type Lease } from "@rae/protocol";
import type { LeaseClaim, LeaseLeader, LeaseStore } from "../../ports/lease-store.ts";
import { GroupCommit } from "./group-commit.ts";
import { LeaseTables, leaseTablesSchema } from "./lease-tables.ts";
import { startRetention } from "./retention.ts";
import { storeCall } from "./store-failure.ts";

export interface SqliteLeaseStoreOptions {
  readonly path: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** How long leases that have ended are kept. */
  readonly retentionMs?: number;
  /** How often to delete what is over. */
  readonly trimEveryMs?: number;
}

const trimStep = 500;
/** If it is lost, an end is told once more. */
const settledWithinMs = 250;

/**
 * Opens the store of leases in one SQLite file; several processes may open it at once. While another writes, a call tries again for 60 ms
 * without blocking, then fails as `lease-store-unavailable`: nothing was written then.
 */
export function openSqliteLeaseStore(options: SqliteLeaseStoreOptions): LeaseStore {
  return new SqliteLeaseStore(options);
}

class SqliteLeaseStore implements LeaseStore {
  readonly #clock: Clock;
  readonly #database: DatabaseSync;
  readonly #tables: LeaseTables;
  readonly #writes: GroupCommit;
  readonly #stopRetention: () => void;
  readonly #logger: Logger;
  readonly #skipped = new Set<string>();

  constructor(options: SqliteLeaseStoreOptions) {
    const { path, clock, logger, retentionMs = defaults.historyRetentionMs } = options;
    this.#clock = clock;
    this.#logger = logger;
    this.#database = openDatabase(path, { migrations: [leaseTablesSchema] });
    this.#tables = new LeaseTables(this.#database);
    const attempt = (transaction: () => void) => this.#call(transaction);
    this.#writes = new GroupCommit({ database: this.#database, clock, attempt });
    this.#stopRetention = startRetention({
      clock,
      logger,
      everyMs: options.trimEveryMs ?? 60_000,
      step: () => this.#tables.trim(clock.nowMs() - retentionMs, trimStep) > 0,
    });
  }

  read(leaseId: string): Promise<Lease | undefined> {
    return this.#call(() => this.#tables.read(leaseId));
  }

  replace(next: Lease): Promise<boolean> {
    return this.#writes.write(() => this.#tables.replace(next));
  }

  readClaim(sessionId: string): Promise<LeaseClaim | undefined> {
    return this.#call(() => this.#tables.readClaim(sessionId));
  }

  claim(sessionId: string, afterToken: number, leaseId: string): Promise<number | undefined> {
    return this.#writes.write(() => this.#tables.claim(sessionId, afterToken, leaseId));
  }

  replaceAndClaim(
    next: Lease,
    afterTokens: readonly number[],
  ): Promise<readonly number[] | undefined> {
    return this.#writes.write(() => this.#tables.replaceAndClaim(next, afterTokens));
  }

  async *open(signal: AbortSignal): AsyncIterable<Lease> {
    let after = "";
    for (;;) {
      signal.throwIfAborted();
      const page = await this.#call(() => this.#tables.pageOfOpen(after));
      if (page === undefined) return;
      for (const leaseId of page.unreadable) this.#skip(leaseId);
      yield* page.leases;
      after = page.lastId;
      await setImmediate();
    }
  }

  settled(leaseId: string): Promise<void> {
    return this.#writes.writeLater(() => this.#tables.settled(leaseId), settledWithinMs);
  }

  readLeader(): Promise<LeaseLeader> {
    return this.#call(() => this.#tables.readLeader());
  }

  replaceLeader(next: LeaseLeader): Promise<boolean> {
    return this.#writes.write(() => this.#tables.replaceLeader(next));
  }

  probe(): Promise<void> {
    return this.#call(() => probeWrite(this.#database));
  }

  async close(): Promise<void> {
    if (!this.#database.isOpen) return;
    this.#stopRetention();
    await this.#writes.close();
    if (this.#database.isOpen) this.#database.close();
  }

  /** One lease that cannot be read keeps nobody from the others. It is told once. */
  #skip(leaseId: string): void {
    if (this.#skipped.has(leaseId)) return;
    this.#skipped.add(leaseId);
    this.#logger.error({ leaseId }, "lease cannot be read and is left out");
  }

  async #call<T>(work: () => T): Promise<T> {
    const code = "lease-store-unavailable";
    try {
      return await retryWhileBusy(this.#clock, work);
    } catch (error) {
      return storeCall(this.#database, code, () => {
        throw error;
      });
    }
  }
}
