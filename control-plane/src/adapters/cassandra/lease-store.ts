import { randomUUID } from "node:crypto";
import type { Clock, Logger } from "@rae/kit";
import { defaults, type Lease } from "@rae/protocol";
import { parseRecordText } from "../../core/record-text.ts";
import type { LeaseClaim, LeaseLeader, LeaseStore } from "../../ports/lease-store.ts";
import { CertainRows, leaseCall } from "./certain-rows.ts";
import { CassandraConnection } from "./connection.ts";
import { OpenLeases, openPeriodOf } from "./open-leases.ts";
import type { CassandraAddress } from "./options.ts";
import type { Requests } from "./requests.ts";

export interface CassandraLeaseStoreOptions extends CassandraAddress {
  readonly clock: Clock;
  readonly logger: Logger;
  /** How long leases that have ended are kept. Default: 90 days. */
  readonly retentionMs?: number;
}

const dispatcher = "dispatcher";
const probe = "probe";
const periodsAtOnce = 128;
const leasesAtOnce = 200;

/**
 * Opens the store of leases in Cassandra, in the keyspace of the history; several processes may open it at once. Returns at once and
 * connects with the first call. Rows are replaced by lightweight transactions; one whose answer is lost is read at SERIAL before the
 * call says anything.
 */
export function openCassandraLeaseStore(options: CassandraLeaseStoreOptions): LeaseStore {
  return new CassandraLeaseStore(options);
}

class CassandraLeaseStore implements LeaseStore {
  readonly #clock: Clock;
  readonly #connection: CassandraConnection;
  readonly #endedTtlS: number;
  readonly #leases: CertainRows;
  readonly #claims: CertainRows;
  readonly #leaders: CertainRows;
  readonly #open = new OpenLeases();
  readonly #logger: Logger;
  readonly #skipped = new Set<string>();

  constructor(options: CassandraLeaseStoreOptions) {
    const { retentionMs = defaults.historyRetentionMs, clock, logger } = options;
    this.#clock = clock;
    this.#logger = logger;
    this.#endedTtlS = Math.ceil(retentionMs / 1000);
    const connection = new CassandraConnection(options);
    this.#connection = connection;
    const rows = (table: string, keyColumn: string, textColumn: string) =>
      new CertainRows(connection, { table, keyColumn, textColumn });
    this.#leases = rows("lease", "lease_id", "lease");
    this.#claims = rows("device_claim", "session_id", "claim");
    this.#leaders = rows("lease_leader", "name", "leader");
  }

  async read(leaseId: string): Promise<Lease | undefined> {
    const found = await this.#leases.readSerial("reading a lease", leaseId);
    return found === undefined ? undefined : leaseIn(found.text);
  }

  async replace(next: Lease): Promise<boolean> {
    const { leaseId, version, ended } = next;
    // Before the lease: it is never without the way that leads to it.
    if (version === 1) {
      await leaseCall(this.#connection, "noting a lease", (requests) =>
        this.#open.add(requests, next),
      );
    }
    return this.#leases.replace("writing a lease", leaseId, {
      version: version === 1 ? undefined : version - 1,
      text: JSON.stringify({ lease: next, write: randomUUID() }),
      ttlS: ended === undefined ? 0 : this.#endedTtlS,
    });
  }

  async readClaim(sessionId: string): Promise<LeaseClaim | undefined> {
    // Not at SERIAL, which costs two rounds more: what was answered is seen, and a claim after one that is not the last fails.
    const found = await this.#call("reading a claim", (requests) =>
      this.#claims.read(requests, sessionId),
    );
    if (found === undefined) return undefined;
    const { leaseId } = parseRecordText<LeaseClaim>(found.text);
    return { token: found.version, leaseId };
  }

  async claim(sessionId: string, afterToken: number, leaseId: string): Promise<number | undefined> {
    const isClaimed = await this.#claims.replace("claiming a device", sessionId, {
      version: afterToken === 0 ? undefined : afterToken,
      text: JSON.stringify({ leaseId, write: randomUUID() }),
      ttlS: 0,
    });
    return isClaimed ? afterToken + 1 : undefined;
  }

  async *open(signal: AbortSignal): AsyncIterable<Lease> {
    const nowMs = this.#clock.nowMs();
    const periods = this.#open.periods(nowMs);
    for (let first = 0; first < periods.length; first += periodsAtOnce) {
      signal.throwIfAborted();
      const found = await this.#call("looking for open leases", (requests) =>
        Promise.all(
          periods.slice(first, first + periodsAtOnce).map(async (period) => {
            const ids = await this.#open.idsIn(requests, period, nowMs);
            return ids.map((leaseId) => ({ period, leaseId }));
          }),
        ),
      );
      yield* this.#leasesAt(found.flat(), signal);
    }
  }

  async settled(leaseId: string): Promise<void> {
    const lease = await this.read(leaseId);
    if (lease === undefined) return;
    await this.#call("noting the end of a lease", (requests) =>
      this.#open.remove(requests, openPeriodOf(lease.askedAtMs), leaseId),
    );
  }

  async readLeader(): Promise<LeaseLeader> {
    const found = await this.#leaders.readSerial("reading the leader", dispatcher);
    if (found === undefined) return { version: 0, leaderId: "", untilMs: 0 };
    const { leaderId, untilMs } = parseRecordText<LeaseLeader>(found.text);
    return { version: found.version, leaderId, untilMs };
  }

  replaceLeader({ version, leaderId, untilMs }: LeaseLeader): Promise<boolean> {
    return this.#leaders.replace("leading", dispatcher, {
      version: version === 1 ? undefined : version - 1,
      text: JSON.stringify({ leaderId, untilMs, write: randomUUID() }),
      ttlS: 0,
    });
  }

  async probe(): Promise<void> {
    // Whether the row is made or is there: the servers have agreed.
    const row = { version: undefined, text: JSON.stringify({ write: randomUUID() }), ttlS: 60 };
    await this.#leaders.replace("a small write", probe, row);
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  async *#leasesAt(
    places: readonly { readonly period: number; readonly leaseId: string }[],
    signal: AbortSignal,
  ): AsyncGenerator<Lease> {
    for (let first = 0; first < places.length; first += leasesAtOnce) {
      signal.throwIfAborted();
      const found = await this.#call("reading open leases", (requests) =>
        Promise.all(
          places.slice(first, first + leasesAtOnce).map(async ({ period, leaseId }) => {
            const row = await this.#leases.read(requests, leaseId);
            const lease = row === undefined ? undefined : this.#readable(leaseId, row.text);
            if (lease === undefined || openPeriodOf(lease.askedAtMs) === period) return lease;
            // Somebody asked once more for a lease of another hour, which has its own way.
            await this.#open.remove(requests, period, leaseId);
            return undefined;
          }),
        ),
      );
      for (const lease of found) if (lease !== undefined) yield lease;
    }
  }

  /** One lease that cannot be read keeps nobody from the others. It is told once. */
  #readable(leaseId: string, text: string): Lease | undefined {
    try {
      return leaseIn(text);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      if (!this.#skipped.has(leaseId)) {
        this.#logger.error({ leaseId }, "lease cannot be read and is left out");
      }
      this.#skipped.add(leaseId);
      return undefined;
    }
  }

  #call<T>(what: string, task: (requests: Requests) => Promise<T>): Promise<T> {
    return leaseCall(this.#connection, what, task);
  }
}

function leaseIn(text: string): Lease {
  return parseRecordText<{ readonly lease: Lease }>(text).lease;
}
