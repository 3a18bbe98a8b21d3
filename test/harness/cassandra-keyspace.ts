import { randomBytes } from "node:crypto";
import { applySchema, type CassandraAddress } from "@rae/control-plane";
import { silentLogger, systemClock } from "@rae/kit";
import { Client } from "cassandra-driver";
import type { SharedEngines } from "./engines.ts";

/** A keyspace of one's own on a shared Cassandra, with the tables of the history. */
export interface CassandraKeyspace {
  readonly address: CassandraAddress;
  /** Empties all tables but the one that tells their version. */
  clear(): Promise<void>;
  /** Asks for so many copies of each row, whether there are servers for them or not. */
  replicate(copies: number): Promise<void>;
  drop(): Promise<void>;
}

export async function openCassandraKeyspace({
  host,
  port,
  dataCenter,
}: SharedEngines["cassandra"]): Promise<CassandraKeyspace> {
  const keyspace = `test_${randomBytes(6).toString("hex")}`;
  const contactPoints = [`${host}:${port}`];
  const address = { contactPoints, localDataCenter: dataCenter, keyspace };
  const replication = { [dataCenter]: 1 };
  await applySchema({ ...address, replication, clock: systemClock, logger: silentLogger });
  const client = new Client({
    ...{ contactPoints, localDataCenter: dataCenter },
    socketOptions: { readTimeout: 30_000 },
  });
  return {
    address,
    async clear() {
      const query = "SELECT table_name FROM system_schema.tables WHERE keyspace_name = ?";
      const { rows } = await client.execute(query, [keyspace]);
      const names = rows.map((row) => String(row.table_name));
      const emptied = names.filter((name) => name !== "schema_state");
      await Promise.all(emptied.map((name) => client.execute(`TRUNCATE ${keyspace}.${name}`)));
    },
    async replicate(copies) {
      const replication = `{'class': 'NetworkTopologyStrategy', '${dataCenter}': ${copies}}`;
      await client.execute(`ALTER KEYSPACE ${keyspace} WITH replication = ${replication}`);
    },
    async drop() {
      await client.execute(`DROP KEYSPACE ${keyspace}`);
      await client.shutdown();
    },
  };
}
