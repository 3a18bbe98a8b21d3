import { openCassandraAccessStore } from "@rae/control-plane";
import { silentLogger, systemClock } from "@rae/kit";
import { afterAll, beforeAll } from "vitest";
import { type CassandraKeyspace, openCassandraKeyspace } from "../harness/cassandra-keyspace.ts";
import { sharedEngines } from "../harness/engines.ts";
import { accessStoreContract } from "./access-store-contract.ts";

let keyspace: CassandraKeyspace;
beforeAll(async () => {
  keyspace = await openCassandraKeyspace(sharedEngines().cassandra);
});
afterAll(() => keyspace.drop());

accessStoreContract("cassandra", async () => {
  await keyspace.clear();
  const open = () =>
    openCassandraAccessStore({ ...keyspace.address, clock: systemClock, logger: silentLogger });
  return [open(), open()];
});
