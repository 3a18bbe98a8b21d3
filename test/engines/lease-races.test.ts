import { CloseStack } from "@rae/kit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Fleet, openFleet } from "../chaos/fleet.ts";
import { leaseRaces } from "../chaos/scenarios/lease-races.ts";
import { sharedEngines } from "../harness/engines.ts";

const testMs = 300_000;
const stack = new CloseStack();
let fleet: Fleet;

beforeAll(async () => {
  const sizes = { gateways: 1, aggregators: 1, apis: 2 };
  fleet = stack.use("fleet", await openFleet({ engines: sharedEngines(), ...sizes }));
}, testMs);
afterAll(() => stack.close(), testMs);

test(
  "500 races of two holders at two apis for one device: no device obeys two, and each race has one winner at most",
  async () => {
    const { won, driven } = await leaseRaces(fleet, { races: 500, devices: 20 });
    expect(driven).toBeGreaterThanOrEqual(won);
  },
  testMs,
);
