import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CloseStack } from "@rae/kit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addressesOf } from "../chaos/engine-addresses.ts";
import { type Fleet, openFleet } from "../chaos/fleet.ts";
import { engineOutage } from "../chaos/scenarios/engine-outage.ts";
import { type Engine, type Engines, openEngines } from "../harness/engines.ts";

const faultMs = 10_000;
const testMs = 240_000;

const stack = new CloseStack();
let engines: Engines;
let fleet: Fleet;

beforeAll(async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "rae-outages-"));
  stack.push("folder", () => rmSync(dataDir, { recursive: true, force: true }));
  engines = await openEngines({ dataDir });
  stack.push("engines", () => engines.abandon());
  fleet = stack.use("fleet", await openFleet({ engines: addressesOf(engines) }));
}, testMs);
afterAll(() => stack.close(), testMs);

const broker = (): Engine => {
  const [first] = engines.brokers;
  if (first === undefined) throw new Error("there is no broker");
  return first;
};

describe("under load, with boxes connected and present all the time, nothing is lost while", () => {
  test.each([
    { name: "Kafka", how: "frozen", dependency: "log", engine: broker },
    { name: "Kafka", how: "killed", dependency: "log", engine: broker },
    { name: "Redis", how: "frozen", dependency: "view", engine: () => engines.redis },
    { name: "Redis", how: "killed", dependency: "view", engine: () => engines.redis },
    { name: "Cassandra", how: "frozen", dependency: "history", engine: () => engines.cassandra },
    { name: "Cassandra", how: "killed", dependency: "history", engine: () => engines.cassandra },
  ] as const)(
    "$name is $how, and /readyz says so",
    async ({ engine, how, dependency }) => {
      const outage = { engine: engine(), how, dependency, faultMs };
      const { acknowledged } = await engineOutage(fleet, outage);
      // Before the fault more than a hundred, and then at least the window of each of six boxes.
      expect(acknowledged).toBeGreaterThan(400);
    },
    testMs,
  );
});
