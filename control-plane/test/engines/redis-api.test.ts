import { sharedEngines } from "@rae/deploy/engines/testing";
import { silentLogger, systemClock } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openRedisFleetView } from "../../src/adapters/redis/fleet-view.ts";
import type { FleetView, ViewBatch } from "../../src/ports/fleet-view.ts";
import { MemoryHistory, sampleBox, sampleDevice } from "../../src/testing/index.ts";
import { ApiLab } from "../api/api-lab.ts";
import { EventReader } from "../api/events/event-reader.ts";

/** Two apis on one Redis; their boxes lie in many shards, which each api follows in an order of its own. */
const boxIds = Array.from({ length: 30 }, (_, index) => `box-${index}`);
const nothing: ViewBatch = { devices: [], boxes: [], gateways: [], commands: [], leases: [] };

let views: FleetView[];
let labs: ApiLab[];
beforeEach(async () => {
  const keyPrefix = `api:${crypto.randomUUID()}:`;
  const topology = { kind: "single", ...sharedEngines().redis } as const;
  const open = () =>
    openRedisFleetView({ topology, keyPrefix, clock: systemClock, logger: silentLogger });
  views = [open(), open(), open()];
  await views[2]?.refill(() => apply(1), AbortSignal.timeout(10_000));
  labs = [];
  for (const view of views.slice(0, 2)) {
    labs.push(await ApiLab.open({ view, history: new MemoryHistory() }));
  }
  for (const lab of labs) {
    await eventually(async () =>
      expect((await lab.ask("/v1/devices?limit=100")).body.items).toHaveLength(30),
    );
  }
});
afterEach(async () => {
  for (const lab of labs) await lab.close();
  await views[2]?.clear();
  await views[2]?.close();
});

/** The next revision of every device, each box by itself. */
async function apply(revision: number): Promise<void> {
  for (const boxId of boxIds) {
    const devices = [sampleDevice({ boxId, sessionId: `device-of-${boxId}`, revision })];
    await views[2]?.apply({ ...nothing, devices, boxes: [sampleBox({ boxId })] });
  }
}

const api = (index: number): ApiLab => {
  const lab = labs[index];
  if (lab === undefined) throw new Error(`there is no api ${index}`);
  return lab;
};

test("a client of one api goes on with the other, and is told all of what changed between", async () => {
  const first = await EventReader.open(api(0));
  await eventually(() => expect(first.lastEventId).not.toBe(""));
  await apply(2);
  await eventually(() => expect(first.events.length).toBeGreaterThan(10));
  const writing = (async () => {
    for (let revision = 3; revision <= 12; revision += 1) await apply(revision);
  })();
  const position = first.lastEventId;
  first.close();
  const second = await EventReader.open(api(1), "", position);
  await writing;
  await eventually(() => {
    const told = new Map(
      second.events.map(({ data }) => [String(data.id), Number(data.revision)] as const),
    );
    expect(boxIds.map((boxId) => told.get(`device-of-${boxId}`))).toEqual(boxIds.map(() => 12));
  });
  expect(second.events.map(({ event }) => event)).not.toContain("reset");
  second.close();
});

test("what is written shows in every api", async () => {
  await apply(7);
  for (const lab of labs) {
    await eventually(async () => {
      const { items } = (await lab.ask("/v1/devices?limit=100")).body;
      expect(new Set(items.map((each: { revision: number }) => each.revision))).toEqual(
        new Set([7]),
      );
    });
  }
});
