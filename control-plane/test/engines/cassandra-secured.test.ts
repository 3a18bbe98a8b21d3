import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Engines, openEngines } from "@rae/deploy/engines";
import { eventually } from "@rae/kit/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { CassandraAddress } from "../../src/adapters/cassandra/options.ts";
import { CassandraLab } from "./cassandra-lab.ts";

let folder: string;
let engines: Engines;
let address: Partial<CassandraAddress>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "rae-cassandra-"));
  engines = await openEngines({ dataDir: folder, kafka: false, redis: false, isSecured: true });
  const { username = "", password = "", caFile = "" } = engines.secured ?? {};
  const contactPoints = [engines.cassandra.address];
  address = { contactPoints, username, password, tls: { ca: readFileSync(caFile, "utf8") } };
});
afterAll(async () => {
  await engines.close();
  await rm(folder, { recursive: true });
});

test("tables are made and used by TLS with a password", async () => {
  const lab = new CassandraLab(address);
  // A new Cassandra makes its first user when it is up already.
  await eventually(() => lab.applySchema(), { timeoutMs: 30_000, intervalMs: 500 });
  const history = lab.open();
  expect(await history.readBoxes(["box-1"])).toEqual(new Map());
  await history.close();
});

test.each([
  [
    "a wrong password",
    { password: "wrong" },
    /refused the user or the password.*history\.cassandra/,
  ],
  ["no certificate that is trusted", { tls: {} }, /no server of Cassandra answers: .*certificate/],
] as const)("with %s the calls say so", async (_, part, message) => {
  const history = new CassandraLab({ ...address, ...part }).open();
  await expect(history.readBoxes(["box-1"])).rejects.toMatchObject({
    code: "history-unavailable",
    message: expect.stringMatching(message),
  });
  await history.close();
});
