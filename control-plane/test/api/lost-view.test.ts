import { eventually, ManualClock } from "@rae/kit/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { ViewBatch } from "../../src/ports/fleet-view.ts";
import {
  MemoryFleetView,
  MemoryHistory,
  sampleBox,
  sampleDevice,
  sampleGateway,
  sampleTimeMs,
} from "../../src/testing/index.ts";
import { ApiLab } from "./api-lab.ts";
import { EventReader } from "./events/event-reader.ts";

let clock: ManualClock;
let view: MemoryFleetView;
let history: MemoryHistory;
let lab: ApiLab;

const nothing: ViewBatch = { devices: [], boxes: [], gateways: [], commands: [], leases: [] };
const devices = Array.from({ length: 20 }, (_, index) =>
  sampleDevice({ sessionId: `session-${index}` }),
);
const fleet: ViewBatch = { ...nothing, devices, boxes: [sampleBox()], gateways: [sampleGateway()] };

beforeEach(async () => {
  clock = new ManualClock(sampleTimeMs);
  view = new MemoryFleetView();
  history = new MemoryHistory();
  await history.write({ ...fleet, entries: [] });
  await view.apply(fleet);
});
afterEach(() => lab.close());

const list = async () => {
  await clock.advance(200);
  return (await lab.ask("/v1/devices?limit=50")).body.items;
};
const open = async () => {
  lab = await ApiLab.open({ clock, view, history });
  await eventually(async () => expect(await list()).toHaveLength(20));
};
const dependency = async (name: string) => {
  const { body } = await lab.ask("/readyz");
  const all = body.dependencies as { name: string; ready: boolean; detail: string }[];
  return all.find((each) => each.name === name);
};

test("an api that starts while the view is being refilled lists the whole fleet", async () => {
  view.lose();
  await open();
  expect(await dependency("view")).toMatchObject({
    ready: true,
    detail: "rebuilding; reads come from the history",
  });
  expect((await lab.ask("/metrics")).text).toContain("rae_view_complete 0");
});

test("a view that is lost under a running api never shows in a list, and clients list again", async () => {
  await open();
  const reader = await EventReader.open(lab, "?box=box-1");
  await eventually(() => expect(reader.lastEventId).not.toBe(""));
  view.lose();
  const lengths = new Set<number>();
  await eventually(async () => {
    lengths.add((await list()).length);
    expect(reader.events.map(({ event }) => event)).toContain("reset");
  });
  expect([...lengths]).toEqual([20]);
  await view.refill(() => view.apply(fleet), AbortSignal.timeout(5_000));
  expect(await list()).toHaveLength(20);
  expect((await lab.ask("/metrics")).text).toContain("rae_view_complete 1");
  reader.close();
});

test("boxes stay present while a lost view does not know their gateways yet", async () => {
  await open();
  const presence = async () => (await lab.ask("/v1/boxes/box-1")).body.presence.state;
  await clock.advance(20_000);
  expect(await presence()).toBe("unknown");
  await view.apply({ ...nothing, gateways: [sampleGateway({ aliveAtMs: clock.nowMs() })] });
  await eventually(async () => expect(await presence()).toBe("present"));
  const reader = await EventReader.open(lab, "?box=box-1");
  await eventually(() => expect(reader.lastEventId).not.toBe(""));
  view.lose();
  await eventually(async () => {
    await clock.advance(200);
    expect(reader.events.map(({ event }) => event)).toContain("reset");
  });
  expect(await presence()).toBe("present");
  reader.close();
});

test("changes that come while the view is refilled show, and what is older than them does not", async () => {
  await open();
  view.lose();
  const newer = sampleDevice({ sessionId: "session-7", revision: 5 });
  await view.apply({ ...nothing, devices: [newer] });
  const revision = async () => (await lab.ask("/v1/devices/session-7")).body.revision;
  await eventually(async () => {
    await clock.advance(200);
    expect(await revision()).toBe(5);
  });
  await view.refill(() => view.apply(fleet), AbortSignal.timeout(5_000));
  expect(await list()).toHaveLength(20);
  expect(await revision()).toBe(5);
});

test("while neither store can be read, the fleet is listed as it was", async () => {
  await open();
  view.lose();
  history.fail(1_000);
  await eventually(async () => {
    await clock.advance(200);
    expect(await dependency("fleet-index")).toMatchObject({ ready: false });
  });
  expect(await list()).toHaveLength(20);
});

test("a view that was away for a while and lost nothing is followed again, though nothing changes", async () => {
  await open();
  const reader = await EventReader.open(lab, "?box=box-1");
  await eventually(() => expect(reader.lastEventId).not.toBe(""));
  view.fail(8);
  const isReady = async () => (await dependency("fleet-index"))?.ready;
  await eventually(async () => expect(await isReady()).toBe(false));
  await eventually(async () => {
    await clock.advance(1_000);
    expect(await isReady()).toBe(true);
  });
  expect(reader.events).toEqual([]);
  reader.close();
});

test("boxes stay present when a view comes back empty after longer than a gateway may be silent", async () => {
  await open();
  const presence = async () => (await lab.ask("/v1/boxes/box-1")).body.presence.state;
  const alive = async (gatewayId: string) => {
    const isAggregator = gatewayId === "aggregator-1" ? ({ isAggregator: true } as const) : {};
    const gateway = { ...sampleGateway({ gatewayId, aliveAtMs: clock.nowMs() }), ...isAggregator };
    await view.apply({ ...nothing, gateways: [gateway] });
  };
  await alive("gateway-1");
  await alive("aggregator-1");
  await clock.advance(60_000);
  expect(await presence()).toBe("present");
  const reader = await EventReader.open(lab, "?box=box-1");
  await eventually(() => expect(reader.lastEventId).not.toBe(""));
  view.lose();
  await eventually(async () => {
    await clock.advance(200);
    expect(reader.events.map(({ event }) => event)).toContain("reset");
  });
  expect(await presence()).toBe("present");
  await alive("aggregator-1");
  await clock.advance(200);
  expect(await presence()).toBe("present");
  const told = reader.events.filter(({ event }) => event === "box");
  expect(told.map(({ data }) => data.presence.state)).not.toContain("unknown");
  reader.close();
});
