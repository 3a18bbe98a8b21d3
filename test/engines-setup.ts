import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dataCenter, openEngines } from "@rae/deploy/engines";
import type {} from "@rae/deploy/engines/testing";
import type { TestProject } from "vitest/node";

const say = (line: string) => process.stdout.write(`${line}\n`);

/** Starts one set of engines for all tests of the project `engines`, and ends it after the last. */
export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(join(tmpdir(), "rae-engines-"));
  const engines = await openEngines({ dataDir, say });
  const { brokers, cassandra, redis } = engines;
  provide("engines", {
    kafkaBrokers: brokers.map(({ address }) => address),
    cassandra: { host: cassandra.host, port: cassandra.port, dataCenter },
    redis: { host: redis.host, port: redis.port },
  });
  return async () => {
    await engines.abandon();
    rmSync(dataDir, { recursive: true, force: true });
  };
}
