import { openCassandraLeaseStore } from "@rae/control-plane";
import { sampleTimeMs } from "@rae/control-plane/testing";
import { silentLogger, systemClock } from "@rae/kit";
import { afterAll, beforeAll } from "vitest";
import { type CassandraKeyspace, openCassandraKeyspace } from "../harness/cassandra-keyspace.ts";
import { sharedEngines } from "../harness/engines.ts";
import { leaseStoreContract } from "./lease-store-contract.ts";

/** The samples' time: open leases are looked for among those of the last weeks. */
const clock = { ...systemClock, nowMs: () => sampleTimeMs };

let keyspace: CassandraKeyspace;
beforeAll(async () => {
  keyspace = await openCassandraKeyspace(sharedEngines().cassandra);
});
afterAll(() => keyspace.drop());

leaseStoreContract("cassandra", async () => {
  await keyspace.clear();
  const open = () => openCassandraLeaseStore({ ...keyspace.address, clock, logger: silentLogger });
  return [open(), open()];
});
