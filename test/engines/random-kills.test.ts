import { CloseStack } from "@rae/kit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Fleet, openFleet } from "../chaos/fleet.ts";
import { randomKills } from "../chaos/scenarios/random-kills.ts";
import { sharedEngines } from "../harness/engines.ts";

const testMs = 300_000;
const stack = new CloseStack();
let fleet: Fleet;

beforeAll(async () => {
  fleet = stack.use("fleet", await openFleet({ engines: sharedEngines() }));
}, testMs);
afterAll(() => stack.close(), testMs);

test(
  "after twenty kills of gateways, aggregators and the api under load, view and history are as the boxes say",
  async () => {
    const { acknowledged } = await randomKills(fleet, { kills: 20, seed: 4 });
    expect(acknowledged).toBeGreaterThan(1_000);
  },
  testMs,
);
