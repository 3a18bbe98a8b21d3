import { CloseStack } from "@rae/kit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Fleet, openFleet } from "../chaos/fleet.ts";
import { movingCommands } from "../chaos/scenarios/moving-commands.ts";
import { sharedEngines } from "../harness/engines.ts";

const testMs = 240_000;
const stack = new CloseStack();
let fleet: Fleet;

beforeAll(async () => {
  fleet = stack.use("fleet", await openFleet({ engines: sharedEngines(), aggregators: 1 }));
}, testMs);
afterAll(() => stack.close(), testMs);

test(
  "commands to a box that moves between gateways, and whose gateway restarts, have one end each and act at most once",
  async () => {
    const seen = await movingCommands(fleet, { rounds: 5, seed: 1 });
    expect(seen.commands).toBe(30);
    expect(seen.ends.succeeded).toBeGreaterThan(10);
    expect(seen.pressed).toBeGreaterThanOrEqual(seen.ends.succeeded ?? 0);
  },
  testMs,
);
