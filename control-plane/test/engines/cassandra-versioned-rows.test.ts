import { sharedEngines } from "@rae/deploy/engines/testing";
import { silentLogger } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { CassandraConnection } from "../../src/adapters/cassandra/connection.ts";
import {
  type Replacement,
  VersionedRows,
  type VersionedText,
} from "../../src/adapters/cassandra/versioned-rows.ts";
import { CassandraLab } from "./cassandra-lab.ts";

const rows = new VersionedRows({ table: "held", keyColumn: "name", textColumn: "holder" });

let lab: CassandraLab;
let connection: CassandraConnection;
let key = "";
beforeAll(async () => {
  const { host, port } = sharedEngines().cassandra;
  lab = new CassandraLab({ contactPoints: [`${host}:${port}`] });
  await lab.applySchema();
  await lab.run(
    `CREATE TABLE ${lab.address.keyspace}.held (name text PRIMARY KEY, version int, holder text)`,
  );
  const { address, clock } = lab;
  connection = new CassandraConnection({ ...address, clock, logger: silentLogger });
});
afterAll(async () => {
  await connection.close();
  await lab.drop();
});
beforeEach(({ task }) => {
  key = task.id;
});

const replaced = (replacement: Partial<Replacement>): Promise<number | undefined> =>
  connection.call("replacing", (requests) =>
    rows.replace(requests, key, { version: undefined, text: "a", ttlS: 0, ...replacement }),
  );
const read = (): Promise<VersionedText | undefined> =>
  connection.call("reading", (requests) => rows.readSerial(requests, key));
const racers = ["a", "b", "c", "d", "e", "f"];

test("of many that make a row at once one does, and the others are told", async () => {
  expect(await read()).toBeUndefined();
  const versions = await Promise.all(racers.map((text) => replaced({ text })));
  expect(versions.filter((version) => version !== undefined)).toEqual([1]);
  expect(await read()).toEqual({ version: 1, text: racers[versions.indexOf(1)] });
});

test("of many that replace one version at once one does", async () => {
  await replaced({});
  const versions = await Promise.all(racers.map((text) => replaced({ version: 1, text })));
  expect(versions.filter((version) => version !== undefined)).toEqual([2]);
  expect(await read()).toEqual({ version: 2, text: racers[versions.indexOf(2)] });
});

test("who knows an older version, or of no row, replaces nothing", async () => {
  await replaced({});
  await replaced({ version: 1, text: "b" });
  expect(await replaced({ version: 1, text: "c" })).toBeUndefined();
  expect(await replaced({ text: "c" })).toBeUndefined();
  expect(await read()).toEqual({ version: 2, text: "b" });
});

test("a row whose time is over is made again, though it was kept for ever before", async () => {
  await replaced({});
  await replaced({ version: 1, text: "b", ttlS: 1 });
  await eventually(async () => expect(await read()).toBeUndefined());
  expect(await replaced({ text: "c" })).toBe(1);
  expect(await read()).toEqual({ version: 1, text: "c" });
});
