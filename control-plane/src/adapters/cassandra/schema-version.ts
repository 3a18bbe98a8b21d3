import { RaeError } from "@rae/protocol";
import { textCell } from "./cells.ts";
import type { Requests } from "./requests.ts";

/** The newest migration that this program relies on. Migrations only add, so that newer tables are fine, too. */
export const neededSchemaVersion = 1;

export const schemaVersionName = "version";

/** @throws RaeError `history-unavailable` with what to type, if the tables are older than this program needs. */
export async function checkSchema(requests: Requests, keyspace: string): Promise<void> {
  const query = "SELECT value FROM schema_state WHERE name = ?";
  const found = await requests.execute({ query, params: [textCell(schemaVersionName)] });
  const version = Number(found.first()?.value ?? 0);
  if (version >= neededSchemaVersion) return;
  throw new RaeError(
    "history-unavailable",
    `the tables in the keyspace ${keyspace} are of version ${version}, and version ${neededSchemaVersion} is needed: type \`rae-control-plane apply-schema\``,
    { details: { keyspace, version, neededVersion: neededSchemaVersion } },
  );
}
