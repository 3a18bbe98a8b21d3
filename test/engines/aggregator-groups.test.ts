import { CloseStack } from "@rae/kit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Fleet, openFleet } from "../chaos/fleet.ts";
import { rebalances } from "../chaos/scenarios/rebalance.ts";
import { sharedEngines } from "../harness/engines.ts";

const sessionTimeoutMs = 6_000;
const testMs = 240_000;
const stack = new CloseStack();
let fleet: Fleet;

beforeAll(async () => {
  fleet = stack.use(
    "fleet",
    await openFleet({
      engines: sharedEngines(),
      aggregators: 1,
      settings: { log: { kafka: { sessionTimeoutMs } } },
    }),
  );
}, testMs);
afterAll(() => stack.close(), testMs);

test(
  "aggregators may join, leave, be killed and be frozen past their session: each revision is there once",
  async () => {
    const frozenMs = 2 * sessionTimeoutMs;
    const { acknowledged } = await rebalances(fleet, { rounds: 1, frozenMs });
    expect(acknowledged).toBeGreaterThan(1_000);
  },
  testMs,
);
