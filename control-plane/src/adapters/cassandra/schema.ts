import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Clock, type Logger, sleep, withDeadline } from "@rae/kit";
import { RaeError } from "@rae/protocol";
import type { Client } from "cassandra-driver";
import { createDriver } from "./driver.ts";
import { historyFailure } from "./failure.ts";
import type { CassandraAddress } from "./options.ts";
import { schemaVersionName } from "./schema-version.ts";

export interface ApplySchemaOptions extends CassandraAddress {
  /** Copies in each data centre. Used when the keyspace is made; one that is there keeps what it has. Default: 3 in the local one. */
  readonly replication?: Readonly<Record<string, number>>;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface AppliedSchema {
  /** Of the tables as they are now. */
  readonly version: number;
  /** Files applied by this call; none if all were there. */
  readonly applied: readonly string[];
}

const folder = fileURLToPath(new URL("./schema/", import.meta.url));
const lockName = "lock";
const lockSeconds = 60;
const lockRetryMs = 250;
const timeoutMs = 120_000;

/**
 * Brings the keyspace and its tables to the newest version: makes the keyspace if it is missing, and applies the files of
 * the folder `schema` that were not yet, in the order of their numbers, each noted in the table `schema_state`. It may be run again
 * and by several at once; migrations only add, so that older programs go on. Call it as `rae-control-plane apply-schema`:
 * `await applySchema({ ...address, replication, clock, logger })`.
 * @throws RaeError `history-unavailable` if Cassandra cannot be reached, or refuses; what was done stays done.
 */
export async function applySchema(options: ApplySchemaOptions): Promise<AppliedSchema> {
  const driver = createDriver({ ...options, entersKeyspace: false });
  try {
    return await withDeadline(options.clock, timeoutMs, "applying the schema", (signal) =>
      new SchemaChange(driver, options, signal).apply(),
    );
  } catch (error) {
    throw historyFailure(error, options.keyspace);
  } finally {
    await driver.shutdown();
  }
}

class SchemaChange {
  readonly #driver: Client;
  readonly #options: ApplySchemaOptions;
  readonly #signal: AbortSignal;
  readonly #state: string;

  constructor(driver: Client, options: ApplySchemaOptions, signal: AbortSignal) {
    this.#driver = driver;
    this.#options = options;
    this.#signal = signal;
    this.#state = `${quoted(options.keyspace)}.schema_state`;
  }

  async apply(): Promise<AppliedSchema> {
    const { keyspace, localDataCenter, replication = { [localDataCenter]: 3 } } = this.#options;
    const copies = Object.entries(replication).map(([name, count]) => `'${name}': ${count}`);
    await this.#run(
      `CREATE KEYSPACE IF NOT EXISTS ${quoted(keyspace)}
       WITH replication = {'class': 'NetworkTopologyStrategy', ${copies.join(", ")}}`,
    );
    const [first, ...migrations] = readMigrations();
    if (first === undefined) throw new Error(`${folder} holds no schema`);
    await this.#applyFile(first);
    const token = await this.#lock();
    try {
      return await this.#migrate(migrations);
    } finally {
      await this.#run(`DELETE FROM ${this.#state} WHERE name = ? IF value = ?`, [lockName, token]);
    }
  }

  async #migrate(migrations: readonly Migration[]): Promise<AppliedSchema> {
    const found = await this.#run(`SELECT value FROM ${this.#state} WHERE name = ?`, [
      schemaVersionName,
    ]);
    let version = Number(found.first()?.value ?? 0);
    const applied: string[] = [];
    for (const migration of migrations) {
      if (migration.version <= version) continue;
      await this.#applyFile(migration);
      version = migration.version;
      // As conditional as the lock: the two kinds of writes do not mix in one table.
      const query = `UPDATE ${this.#state} SET value = ? WHERE name = ? IF value != ?`;
      await this.#run(query, [String(version), schemaVersionName, String(version)]);
      applied.push(migration.file);
      this.#options.logger.info({ file: migration.file, version }, "schema of cassandra applied");
    }
    return { version, applied };
  }

  async #applyFile(migration: Migration): Promise<void> {
    for (const statement of migration.statements) {
      await this.#run(inKeyspace(statement, this.#options.keyspace));
    }
  }

  /** One at a time, as tables that two servers make at once get two identities. */
  async #lock(): Promise<string> {
    const token = randomUUID();
    const query = `INSERT INTO ${this.#state} (name, value) VALUES (?, ?) IF NOT EXISTS USING TTL ${lockSeconds}`;
    for (;;) {
      if ((await this.#run(query, [lockName, token])).wasApplied()) return token;
      await sleep(this.#options.clock, lockRetryMs, this.#signal);
    }
  }

  #run(query: string, params: readonly string[] = []) {
    this.#signal.throwIfAborted();
    // Changes of the schema wait for all servers to agree.
    return this.#driver.execute(query, [...params], {
      prepare: params.length > 0,
      readTimeout: 30_000,
      isIdempotent: false,
    });
  }
}

interface Migration {
  readonly file: string;
  readonly version: number;
  readonly statements: readonly string[];
}

function readMigrations(): Migration[] {
  const files = readdirSync(folder).filter((file) => /^\d{4}-.*\.cql$/.test(file));
  return files.sort().map((file) => ({
    file,
    version: Number(file.slice(0, 4)),
    statements: statementsOf(readFileSync(`${folder}${file}`, "utf8")),
  }));
}

/** The files hold neither strings with `;` or `--`, nor blocks. */
function statementsOf(text: string): string[] {
  const bare = text.replaceAll(/--.*$/gm, "");
  return bare
    .split(";")
    .map((statement) => statement.trim())
    .filter((statement) => statement !== "");
}

/** The files name no keyspace, so that they can be fed to cqlsh as they are. */
function inKeyspace(statement: string, keyspace: string): string {
  const named = /^((?:CREATE|ALTER) TABLE (?:IF (?:NOT )?EXISTS )?)(\w+)/;
  if (!named.test(statement)) {
    throw new RaeError("internal", `a statement of the schema is of another kind: ${statement}`);
  }
  return statement.replace(named, `$1${quoted(keyspace)}.$2`);
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
