import { CloseStack } from "@rae/kit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Fleet, openFleet } from "../chaos/fleet.ts";
import { poisonRecords } from "../chaos/scenarios/poison-records.ts";
import { sharedEngines } from "../harness/engines.ts";

const testMs = 120_000;
const stack = new CloseStack();
let fleet: Fleet;

beforeAll(async () => {
  const engines = sharedEngines();
  fleet = stack.use("fleet", await openFleet({ engines, gateways: 1, aggregators: 1 }));
}, testMs);
afterAll(() => stack.close(), testMs);

test(
  "poison between good records becomes dead letters with reasons, its partition goes on, and a replay works",
  async () => {
    const seen = await poisonRecords(fleet, { boxId: "poisoned", records: 3 });
    expect(seen).toEqual({ good: 7, letters: 6, replayed: 2 });
  },
  testMs,
);
