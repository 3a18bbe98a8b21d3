import { randomInt, randomUUID } from "node:crypto";
import { type Clock, type Logger, sleep } from "@rae/kit";
import { RaeError } from "@rae/protocol";
import type { AccessKind, AccessRecord } from "../../core/access/access-record.ts";
import type { AccessChanges, AccessStore } from "../../ports/access-store.ts";
import { AccessRows, type StoredAccess } from "./access-rows.ts";
import { callAs } from "./call-as.ts";
import { bigCell, longCell, textCell } from "./cells.ts";
import { CassandraConnection } from "./connection.ts";
import type { CassandraAddress } from "./options.ts";
import type { Requests } from "./requests.ts";

export interface CassandraAccessStoreOptions extends CassandraAddress {
  readonly clock: Clock;
  readonly logger: Logger;
}

const code = "access-store-unavailable";
/** Writers of different records meet, as all changes are counted in one row. */
const attempts = 50;
const backoffMs = 40;
const uses = textCell("all");

/**
 * Opens the store of access in Cassandra, in the keyspace of the history; several processes may open it at once. Returns at once and
 * connects with the first call. A change is a lightweight transaction that counts it, so that whoever follows misses none, whatever the
 * clocks say; one whose answer is lost is read at SERIAL before the call says anything.
 */
export function openCassandraAccessStore(options: CassandraAccessStoreOptions): AccessStore {
  return new CassandraAccessStore(options);
}

class CassandraAccessStore implements AccessStore {
  readonly #clock: Clock;
  readonly #connection: CassandraConnection;
  readonly #rows = new AccessRows();

  constructor(options: CassandraAccessStoreOptions) {
    this.#clock = options.clock;
    this.#connection = new CassandraConnection(options);
  }

  async read(kind: AccessKind, id: string): Promise<AccessRecord | undefined> {
    return (await this.#readSerial(kind, id))?.record;
  }

  async replace(next: AccessRecord): Promise<boolean> {
    const wanted = { record: next, write: randomUUID() };
    let mayHaveHappened = false;
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const stored = await this.#readSerial(next.kind, next.id);
      if (stored?.write === wanted.write) return true;
      const version = stored?.record.version ?? 0;
      if (mayHaveHappened && version > next.version) {
        throw new RaeError(
          code,
          `a write of ${next.id} was not answered, and others came after it`,
        );
      }
      if (version !== next.version - 1) return false;
      const answer = await this.#write(wanted);
      if (answer === "written") return true;
      mayHaveHappened ||= answer === "unanswered";
      // Another change came in between, maybe to another record.
      await sleep(this.#clock, randomInt(backoffMs));
    }
    throw new RaeError(code, `others kept changing access while ${next.id} was written`);
  }

  changes(after: string | undefined, signal: AbortSignal): Promise<AccessChanges> {
    return this.#call("reading changes of access", async (requests) => {
      signal.throwIfAborted();
      // Counted before the records are read: what changes meanwhile comes once more with the next call.
      const newest = await this.#rows.countChanges(requests, false);
      const read = Number(after ?? 0);
      const from = read >= 0 && read <= newest ? read : 0;
      signal.throwIfAborted();
      const changed = from === newest ? [] : await this.#rows.changedAfter(requests, from);
      // A change whose writer has no answer yet may be counted by one server, and be missed by the two that tell of the records. All
      // before it are on most servers: none is counted before the last one is.
      const isSeen = from === newest || changed.some(({ change }) => change === newest);
      return {
        records: changed.map(({ record }) => record),
        position: String(isSeen ? newest : newest - 1),
      };
    });
  }

  async touch(tokenId: string, usedAtMs: number): Promise<void> {
    const query =
      "UPDATE token_use USING TIMESTAMP ? SET used_at_ms = ? WHERE part = ? AND token_id = ?";
    const atMs = Math.round(usedAtMs);
    const params = [bigCell(BigInt(atMs) * 1_000n), longCell(atMs), uses, textCell(tokenId)];
    await this.#call("noting the use of a token", (requests) =>
      requests.execute({ query, params }),
    );
  }

  lastUses(): Promise<ReadonlyMap<string, number>> {
    return this.#call("reading the uses of tokens", async (requests) => {
      const query = "SELECT token_id, used_at_ms FROM token_use WHERE part = ?";
      const found = new Map<string, number>();
      for await (const rows of requests.pages({ query, params: [uses] }, 1_000)) {
        for (const row of rows) found.set(String(row.token_id), Number(row.used_at_ms));
      }
      return found;
    });
  }

  probe(): Promise<void> {
    return this.#call("a small write", (requests) => this.#rows.probe(requests));
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  async #write(wanted: StoredAccess): Promise<"written" | "refused" | "unanswered"> {
    const { kind, id, version } = wanted.record;
    try {
      return await this.#call("writing a record of access", async (requests) => {
        const changes = await this.#rows.countChanges(requests, true);
        if (await this.#rows.replace(requests, wanted, changes)) return "written";
        // A try that was met and not answered makes the next one fail.
        return requests.retries === 0 ? "refused" : "unanswered";
      });
    } catch (error) {
      if (!(error instanceof RaeError) || error.code !== code) throw error;
      const found = await this.#readSerial(kind, id);
      if (found?.write === wanted.write) return "written";
      if (found?.record.version === version) return "refused";
      // It may yet come.
      throw error;
    }
  }

  #readSerial(kind: AccessKind, id: string): Promise<StoredAccess | undefined> {
    return this.#call("reading a record of access", (requests) =>
      this.#rows.readSerial(requests, kind, id),
    );
  }

  #call<T>(what: string, task: (requests: Requests) => Promise<T>): Promise<T> {
    return callAs(code, this.#connection, what, task);
  }
}
