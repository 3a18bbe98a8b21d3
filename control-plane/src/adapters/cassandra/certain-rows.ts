import { RaeError } from "@rae/protocol";
import { callAs } from "./call-as.ts";
import type { CassandraConnection } from "./connection.ts";
import type { Requests } from "./requests.ts";
import {
  type Replacement,
  VersionedRows,
  type VersionedTable,
  type VersionedText,
} from "./versioned-rows.ts";

/**
 * Versioned rows whose writers must know whether it was they who wrote: a text is written by one call only, so that the call finds
 * its own row after an answer was lost. What fails leaves as `lease-store-unavailable`.
 */
export class CertainRows {
  readonly #connection: CassandraConnection;
  readonly #rows: VersionedRows;

  constructor(connection: CassandraConnection, table: VersionedTable) {
    this.#connection = connection;
    this.#rows = new VersionedRows(table);
  }

  /** Sees every write that may ever succeed. */
  readSerial(what: string, key: string): Promise<VersionedText | undefined> {
    return leaseCall(this.#connection, what, (requests) => this.#rows.readSerial(requests, key));
  }

  /** May miss a write that is under way. */
  read(requests: Requests, key: string): Promise<VersionedText | undefined> {
    return this.#rows.read(requests, key);
  }

  /**
   * Resolves to whether the row was replaced by this text, which no other call may write.
   * @throws RaeError `lease-store-unavailable`: it may have been, or may yet be.
   */
  async replace(what: string, key: string, replacement: Replacement): Promise<boolean> {
    try {
      return await leaseCall(this.#connection, what, async (requests) => {
        const version = await this.#rows.replace(requests, key, replacement);
        if (version !== undefined) return true;
        if (requests.retries === 0) return false;
        // A try that was met and not answered makes the next one fail.
        return wasWritten(await this.#rows.readSerial(requests, key), replacement, key);
      });
    } catch (error) {
      if (!isAway(error)) throw error;
      return wasWritten(await this.readSerial(what, key), replacement, key, error);
    }
  }
}

/** @throws RaeError `lease-store-unavailable` if the row does not tell: the write may still come, or another has come after it. */
function wasWritten(
  found: VersionedText | undefined,
  { version = 0, text }: Replacement,
  key: string,
  cause?: unknown,
): boolean {
  if (found?.version === version + 1) return found.text === text;
  throw new RaeError("lease-store-unavailable", `a write of ${key} was not answered`, { cause });
}

function isAway(error: unknown): boolean {
  return error instanceof RaeError && error.code === "lease-store-unavailable";
}

/** A call of the store of leases. */
export function leaseCall<T>(
  connection: CassandraConnection,
  what: string,
  task: (requests: Requests) => Promise<T>,
): Promise<T> {
  return callAs("lease-store-unavailable", connection, what, task);
}
