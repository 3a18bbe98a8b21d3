import { readdirSync } from "node:fs";
import { sharedEngines } from "@rae/deploy/engines/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { neededSchemaVersion } from "../../src/adapters/cassandra/schema-version.ts";
import type { History } from "../../src/ports/history.ts";
import { CassandraLab } from "./cassandra-lab.ts";

let lab: CassandraLab;
let history: History;
beforeEach(() => {
  const { host, port } = sharedEngines().cassandra;
  lab = new CassandraLab({ contactPoints: [`${host}:${port}`] });
  history = lab.open();
});
afterEach(async () => {
  await history.close();
  await lab.drop();
});

const files = readdirSync(new URL("../../src/adapters/cassandra/schema", import.meta.url))
  .filter((file) => file.endsWith(".cql"))
  .sort();

test("the program needs what the newest file of the schema makes", () => {
  expect(Number(files.at(-1)?.slice(0, 4))).toBe(neededSchemaVersion);
});

test("the schema may be applied again, and by several at once on nothing", async () => {
  const first = await Promise.all([lab.applySchema(), lab.applySchema(), lab.applySchema()]);
  const again = await lab.applySchema();
  expect(first.map(({ version }) => version)).toEqual(Array(3).fill(neededSchemaVersion));
  expect(first.flatMap(({ applied }) => applied)).toEqual(files.slice(1));
  expect(again).toEqual({ version: neededSchemaVersion, applied: [] });
  expect(await history.readBoxes(["box-1"])).toEqual(new Map());
});

test("a keyspace that is there keeps its replication", async () => {
  const { keyspace } = lab.address;
  await lab.run(
    `CREATE KEYSPACE ${keyspace} WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}`,
  );
  await lab.applySchema();
  const [row] = await lab.run(
    `SELECT replication FROM system_schema.keyspaces WHERE keyspace_name = '${keyspace}'`,
  );
  expect(row?.replication).toMatchObject({ class: expect.stringMatching(/SimpleStrategy$/) });
});

test("what is missing is told with what to type, and the same history works once it is there", async () => {
  const { keyspace } = lab.address;
  const reading = () => history.readBoxes(["box-1"]);
  const told = (message: RegExp) => ({
    code: "history-unavailable",
    message: expect.stringMatching(message),
  });
  await expect(reading()).rejects.toMatchObject(
    told(/the keyspace lab_\w+ does not exist.*`rae-control-plane apply-schema`/),
  );
  await lab.run(
    `CREATE KEYSPACE ${keyspace} WITH replication = {'class': 'NetworkTopologyStrategy', 'datacenter1': 1}`,
  );
  await expect(reading()).rejects.toMatchObject(
    told(/tables in the keyspace lab_\w+ are missing.*`rae-control-plane apply-schema`/),
  );
  await lab.run(`CREATE TABLE ${keyspace}.schema_state (name text PRIMARY KEY, value text)`);
  await expect(reading()).rejects.toMatchObject(
    told(/of version 0, and version \d+ is needed: type `rae-control-plane apply-schema`/),
  );
  await lab.applySchema();
  expect(await reading()).toEqual(new Map());
});
