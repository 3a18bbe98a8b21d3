import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "@rae/kit/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { dataCenter, type Engines, openEngines } from "../harness/engines.ts";
import { type Processes, processesOn } from "../harness/processes.ts";

let folder: string;
let engines: Engines;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "rae-secured-processes-"));
  engines = await openEngines({ dataDir: join(folder, "engines"), isSecured: true });
});

afterAll(async () => {
  await engines.abandon();
  rmSync(folder, { recursive: true, force: true });
});

/** The programs with a login, and with the authority that they are to trust. */
function processesWith(name: string, secret: string, caFile?: string): Processes {
  const { brokers, cassandra, redis, secured } = engines;
  const login = { username: secured?.username, password: secret };
  const tls = caFile === undefined ? {} : { caFile };
  return processesOn(undefined, join(folder, name), {
    log: {
      partitions: 1,
      kafka: {
        brokers: brokers.map(({ address }) => address),
        replicationFactor: 1,
        ...{ tls, sasl: login },
      },
    },
    view: { redis: { single: { host: redis.host, port: redis.port }, ...login, tls } },
    history: {
      cassandra: {
        contactPoints: [cassandra.address],
        localDataCenter: dataCenter,
        replication: { [dataCenter]: 1 },
        ...{ ...login, tls },
      },
    },
  });
}

it("all programs work on engines by TLS with a login", async () => {
  const { caFile, password = "" } = engines.secured ?? {};
  const processes = processesWith("right", password, caFile);
  for (const command of ["create-topics", "apply-schema"]) {
    const { code, complained } = await processes.command(command);
    expect({ code, complained }).toEqual({ code: 0, complained: "" });
  }
  const programs = [processes.gateway(), processes.aggregator(), processes.api()];
  try {
    for (const program of programs) await program.start();
    await eventually(
      async () => {
        const answers = await Promise.all(programs.map((program) => program.readyz()));
        expect(answers.map(({ ready }) => ready)).toEqual([true, true, true]);
      },
      { timeoutMs: 60_000 },
    );
  } finally {
    await Promise.all(programs.map((program) => program.stop()));
  }
});

it.each([
  ["the password is wrong", "create-topics", /Kafka/],
  ["the password is wrong", "apply-schema", /Cassandra/],
])("when %s, %s fails and says so", async (_, command, reason) => {
  const processes = processesWith("wrong", "not-the-password", engines.secured?.caFile);
  const { code, complained } = await processes.command(command);
  expect(code).toBe(1);
  expect(complained).toMatch(reason);
});

it.each([
  ["create-topics", /Kafka/],
  ["apply-schema", /Cassandra/],
])("an authority that is not trusted makes %s fail, and it says so", async (command, reason) => {
  const processes = processesWith("untrusted", engines.secured?.password ?? "");
  const { code, complained } = await processes.command(command);
  expect(code).toBe(1);
  expect(complained).toMatch(reason);
});
