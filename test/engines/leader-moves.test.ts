import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CloseStack } from "@rae/kit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type BrokersFleet, openBrokersFleet } from "../chaos/brokers-fleet.ts";
import { leaderMove } from "../chaos/scenarios/leader-move.ts";

const faultMs = 10_000;
const testMs = 240_000;

const stack = new CloseStack();
let fleet: BrokersFleet;

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), "rae-leaders-"));
  stack.push("folder", () => rmSync(folder, { recursive: true, force: true }));
  fleet = stack.use("brokers and a gateway", await openBrokersFleet(folder));
}, testMs);
afterAll(() => stack.close(), testMs);

describe("under load, no acknowledged event is missing, order holds and boxes stay connected while", () => {
  test.each(["killed", "frozen"] as const)(
    "the broker that leads most partitions is %s, and others lead in its place",
    async (how) => {
      const { processes, gateway, engines } = fleet;
      const seen = await leaderMove(processes, gateway, engines.brokers, {
        ...{ boxPrefix: `${how}-`, how, faultMs },
      });
      expect(seen).toMatchObject({ missing: 0, outOfOrder: 0 });
      expect(seen.published).toBeGreaterThan(1_000);
    },
    testMs,
  );
});
