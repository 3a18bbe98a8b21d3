import { RaeError } from "@rae/protocol";
import { textCell } from "./cells.ts";
import type { CassandraAddress } from "./options.ts";
import type { Requests } from "./requests.ts";

/** The newest migration that this program relies on. Migrations only add, so that newer tables are fine, too. */
export const neededSchemaVersion = 7;

export const schemaVersionName = "version";

/**
 * Returns how many copies of each row the keyspace keeps in the data centre.
 * @throws RaeError `history-unavailable` with what to type, if the tables are older than this program needs.
 */
export async function checkSchema(
  requests: Requests,
  { keyspace, localDataCenter }: Pick<CassandraAddress, "keyspace" | "localDataCenter">,
): Promise<number> {
  const query = "SELECT value FROM schema_state WHERE name = ?";
  const found = await requests.execute({ query, params: [textCell(schemaVersionName)] });
  const version = Number(found.first()?.value ?? 0);
  if (version >= neededSchemaVersion) return copiesIn(requests, keyspace, localDataCenter);
  throw new RaeError(
    "history-unavailable",
    `the tables in the keyspace ${keyspace} are of version ${version}, and version ${neededSchemaVersion} is needed: type \`rae-control-plane apply-schema\``,
    { details: { keyspace, version, neededVersion: neededSchemaVersion } },
  );
}

async function copiesIn(requests: Requests, keyspace: string, dataCenter: string): Promise<number> {
  const query = "SELECT replication FROM system_schema.keyspaces WHERE keyspace_name = ?";
  const found = await requests.execute({ query, params: [textCell(keyspace)] });
  const replication = (found.first()?.replication ?? {}) as Readonly<Record<string, string>>;
  return Number(replication[dataCenter] ?? 0);
}
