import { CloseStack } from "@rae/kit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Fleet, openFleet } from "../chaos/fleet.ts";
import { leaseKills } from "../chaos/scenarios/lease-kills.ts";
import { sharedEngines } from "../harness/engines.ts";

const testMs = 600_000;
const stack = new CloseStack();
let fleet: Fleet;

beforeAll(async () => {
  const sizes = { gateways: 2, aggregators: 1, apis: 2 };
  fleet = stack.use("fleet", await openFleet({ engines: sharedEngines(), ...sizes }));
}, testMs);
afterAll(() => stack.close(), testMs);

test(
  "each process is killed while leases are held: no device obeys two, a running lease stays, and who wants the same pair goes on",
  async () => {
    const { kills, granted, driven } = await leaseKills(fleet, { rounds: 1 });
    expect(kills).toBe(6);
    expect(granted).toBeGreaterThan(2);
    expect(driven).toBeGreaterThan(6);
  },
  testMs,
);
