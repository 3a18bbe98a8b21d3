import type { types } from "cassandra-driver";
import { intCell, textCell } from "./cells.ts";
import type { Requests } from "./requests.ts";

/** A table of a text and a version (`int`) for each key (`text`), which nothing but this class writes. */
export interface VersionedTable {
  readonly table: string;
  readonly keyColumn: string;
  readonly textColumn: string;
}

export interface VersionedText {
  readonly version: number;
  readonly text: string;
}

export interface Replacement {
  /** The version that is replaced; undefined: there is no such row. */
  readonly version: number | undefined;
  readonly text: string;
  /** How long the row is kept, in seconds; 0: for ever. */
  readonly ttlS: number;
}

/** The driver must not repeat a condition by itself, as the first may have been met. */
const conditional = { isIdempotent: false };

/**
 * Rows that are replaced by lightweight transactions: each write says which version it replaces, and of those that replace the same
 * version one succeeds, whatever process it is of. A row is gone when its time to live is over, and may be made again.
 */
export class VersionedRows {
  readonly #find: string;
  readonly #add: string;
  readonly #replace: string;

  constructor({ table, keyColumn, textColumn }: VersionedTable) {
    this.#find = `SELECT version, ${textColumn} AS text FROM ${table} WHERE ${keyColumn} = ?`;
    const change = `UPDATE ${table} USING TTL ? SET version = ?, ${textColumn} = ? WHERE ${keyColumn} = ?`;
    // Not `INSERT IF NOT EXISTS`: the row that it makes outlives the cells of an update with a time to live, and is in the way then.
    this.#add = `${change} IF version = null`;
    this.#replace = `${change} IF version = ?`;
  }

  /** May miss a write that is under way or not acknowledged. */
  async read(requests: Requests, key: string): Promise<VersionedText | undefined> {
    return textIn(await requests.execute({ query: this.#find, params: [textCell(key)] }));
  }

  /** Sees every write that may ever succeed: read so before writing. */
  async readSerial(requests: Requests, key: string): Promise<VersionedText | undefined> {
    return textIn(await requests.executeSerial({ query: this.#find, params: [textCell(key)] }));
  }

  /**
   * Resolves to the version that the row has now. Undefined: another version is there, which may have been written by an earlier try
   * of this very call whose answer was lost; read serially to see.
   */
  async replace(
    requests: Requests,
    key: string,
    { version, text, ttlS }: Replacement,
  ): Promise<number | undefined> {
    const next = (version ?? 0) + 1;
    const params = [intCell(ttlS), intCell(next), textCell(text), textCell(key)];
    const statement =
      version === undefined
        ? { query: this.#add, params }
        : { query: this.#replace, params: [...params, intCell(version)] };
    const result = await requests.execute(statement, conditional);
    return result.wasApplied() ? next : undefined;
  }
}

function textIn(found: types.ResultSet): VersionedText | undefined {
  const row = found.first();
  if (row === null || row.version === null) return undefined;
  return { version: Number(row.version), text: String(row.text) };
}
