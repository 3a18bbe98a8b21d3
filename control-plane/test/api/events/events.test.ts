import { eventually, ManualClock } from "@rae/kit/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { DeviceRecord } from "../../../src/core/device-record.ts";
import {
  MemoryFleetView,
  sampleBox,
  sampleDevice,
  sampleGateway,
  sampleTimeMs,
} from "../../../src/testing/index.ts";
import { ApiLab, attributes } from "../api-lab.ts";
import { EventReader } from "./event-reader.ts";

let lab: ApiLab;
let clock: ManualClock;
const readers: EventReader[] = [];

beforeEach(async () => {
  clock = new ManualClock(sampleTimeMs);
  lab = await ApiLab.open({ clock });
  await lab.apply({ boxes: [sampleBox()], gateways: [sampleGateway()], devices: [device()] });
  await settled();
});
afterEach(async () => {
  for (const reader of readers.splice(0)) reader.close();
  await lab.close();
});

const device = (revision = 1, state = "online", sessionId = "session-1"): DeviceRecord =>
  sampleDevice({
    sessionId,
    revision,
    attributes: attributes({ "connection.state": state, "model.name": "Roku" }, sampleTimeMs),
  });

/** Waits until the api shows what the view holds. */
async function settled(): Promise<void> {
  const marker = sampleDevice({ sessionId: "session-marker", boxId: "box-marker" });
  const ended = { reason: "over", receivedAtMs: 1 };
  markers += 1;
  const sessionId = `${marker.sessionId}-${markers}`;
  await lab.apply({ devices: [{ ...marker, sessionId }] });
  await eventually(async () =>
    expect((await lab.ask(`/v1/devices/${sessionId}`)).body.state).toBe("unknown"),
  );
  await lab.apply({ devices: [{ ...marker, sessionId, revision: 2, ended }] });
  await eventually(async () =>
    expect((await lab.ask("/v1/devices?box=box-marker")).body.items).toEqual([]),
  );
}
let markers = 0;

async function open(query = "?box=box-1", lastEventId?: string): Promise<EventReader> {
  const reader = await EventReader.open(lab, query, lastEventId);
  readers.push(reader);
  await eventually(() => expect(reader.lastEventId === "" && !reader.isEnded).toBe(false));
  return reader;
}

const told = ({
  event,
  data,
}: {
  event: string;
  data: { id: string; state?: string; revision?: number };
}) => [event, data.id, data.state ?? data.revision];

describe("what is told", () => {
  test("the stream is one that no proxy buffers or keeps", async () => {
    const { response } = await open();
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(response.headers.get("x-accel-buffering")).toBe("no");
  });

  test("a change comes whole, as in the list, with an id", async () => {
    const reader = await open();
    await lab.apply({ devices: [device(2, "asleep")] });
    const [event] = await reader.take(1);
    expect(event?.event).toBe("device");
    expect(event?.data).toEqual((await lab.ask("/v1/devices/session-1")).body);
    expect(event?.id).toMatch(/^[A-Za-z0-9._-]+$/);
  });

  test("a device that leaves, and a box", async () => {
    const reader = await open();
    const ended = { reason: "unplugged", receivedAtMs: sampleTimeMs };
    await lab.apply({ devices: [{ ...device(2), ended }] });
    await lab.apply({ boxes: [sampleBox({ connection: 2 })] });
    const [left, box] = await reader.take(2);
    expect([left?.event, left?.data]).toEqual([
      "device-ended",
      {
        id: "session-1",
        asset: null,
        boxId: "box-1",
        revision: 2,
        reason: "unplugged",
        at: "2023-11-14T22:13:20.000Z",
      },
    ]);
    expect(box).toMatchObject({
      event: "box",
      data: { id: "box-1", presence: { state: "present" } },
    });
  });

  test("a box that is lost takes its devices with it", async () => {
    const reader = await open();
    await lab.apply({ boxes: [sampleBox({ presence: "lost", lostReason: "connection lost" })] });
    const [box, unknown] = await reader.take(2);
    expect(box?.data.presence).toMatchObject({ state: "lost", reason: "connection lost" });
    expect(unknown?.data).toMatchObject({ id: "session-1", state: "unknown" });
  });

  test("a gateway that falls silent is told without anybody asking", async () => {
    const reader = await open();
    await clock.advance(16_000);
    const [box, unknown] = await reader.take(2);
    expect(box?.data.presence).toMatchObject({ state: "unknown", reason: "gateway lost" });
    expect(unknown?.data).toMatchObject({ state: "unknown", stateReason: "gateway lost" });
  });

  test("only devices that meet the filter are told, and one that does so no more", async () => {
    const reader = await open("?state=online&model=Roku&box=box-1");
    await lab.apply({ devices: [device(1, "offline", "session-2")] });
    await lab.apply({ devices: [device(2, "asleep")] });
    await lab.apply({ devices: [device(3, "offline")] });
    await lab.apply({ devices: [device(4, "online")] });
    const events = await reader.take(2);
    expect(events.map(told)).toEqual([
      ["device-unmatched", "session-1", 2],
      ["device", "session-1", "online"],
    ]);
  });

  test("a heartbeat comes every 15 s, and takes a quiet client's position along", async () => {
    const reader = await open();
    const before = reader.lastEventId;
    await lab.apply({ boxes: [sampleBox({ boxId: "box-2" })] });
    await settled();
    await clock.advance(15_000);
    await eventually(() => expect(reader.comments).toEqual(["heartbeat"]));
    expect(reader.lastEventId).not.toBe(before);
    expect(reader.events.filter(({ event }) => event === "device")).toEqual([]);
  });
});

describe("resuming", () => {
  test("what changed since is told as it is now, each device once", async () => {
    const first = await open();
    const { lastEventId } = first;
    first.close();
    await lab.apply({ devices: [device(2, "asleep"), device(1, "online", "session-2")] });
    await lab.apply({ devices: [device(3, "offline")] });
    await settled();
    const second = await open("?box=box-1", lastEventId);
    const events = await second.take(2);
    // In the order of the last change of each.
    expect(events.map(told)).toEqual([
      ["device", "session-2", "online"],
      ["device", "session-1", "offline"],
    ]);
    await lab.apply({ devices: [device(4, "online")] });
    expect((await second.take(1)).map(told)).toEqual([["device", "session-1", "online"]]);
  });

  test("who resumes learns of devices that left or stopped meeting the filter", async () => {
    const query = "?state=online&box=box-1";
    const first = await open(query);
    first.close();
    const ended = { reason: "unplugged", receivedAtMs: sampleTimeMs };
    await lab.apply({ devices: [device(1, "online", "session-2")] });
    await lab.apply({
      devices: [device(2, "asleep"), { ...device(2, "online", "session-2"), ended }],
    });
    await settled();
    const second = await open(query, first.lastEventId);
    const events = await second.take(2);
    expect(events.map(({ event, data }) => [event, data.id]).sort()).toEqual([
      ["device-ended", "session-2"],
      ["device-unmatched", "session-1"],
    ]);
  });

  test("a change that only time made is not lost between two connections", async () => {
    const first = await open();
    first.close();
    await clock.advance(16_000);
    const second = await open("?box=box-1", first.lastEventId);
    const events = await second.take(2);
    expect(events.map(({ event }) => event)).toEqual(["box", "device"]);
    expect(events[1]?.data.state).toBe("unknown");
  });

  test("a cut in the middle of one change repeats it and skips nothing", async () => {
    await lab.apply({ devices: [device(1, "online", "session-2")] });
    await settled();
    const first = await open();
    await lab.apply({ boxes: [sampleBox({ presence: "lost" })] });
    const [box, one, two] = await first.take(3);
    expect(box?.id).toBe(one?.id);
    expect(two?.id).not.toBe(one?.id);
    const second = await open("?box=box-1", one?.id);
    const again = await second.take(3);
    expect(again.map(({ data }) => data.id)).toEqual(["box-1", "session-1", "session-2"]);
  });

  test("from the position of a list nothing is missed", async () => {
    const { body } = await lab.ask("/v1/devices");
    await lab.apply({ devices: [device(2, "asleep")] });
    await settled();
    const reader = await open(`?box=box-1&after=${body.position}`);
    expect((await reader.take(1)).map(told)).toEqual([["device", "session-1", "asleep"]]);
  });

  test("who was connected before a restart resumes, and learns what left and what is unknown", async () => {
    await lab.apply({
      devices: [device(1, "online", "session-2"), device(1, "online", "session-3")],
    });
    await settled();
    const first = await open();
    const ended = { reason: "unplugged", receivedAtMs: sampleTimeMs };
    await lab.stop();
    await lab.apply({ devices: [{ ...device(2, "online", "session-2"), ended }] });
    await lab.apply({ devices: [device(2, "asleep")] });
    await clock.advance(16_000);
    await lab.start({});
    const second = await open("?box=box-1", first.lastEventId);
    const events = await second.take(4);
    expect(events.map(told).sort()).toEqual([
      ["box", "box-1", undefined],
      ["device", "session-1", "unknown"],
      ["device", "session-3", "unknown"],
      ["device-ended", "session-2", 2],
    ]);
    await lab.apply({ devices: [device(3, "online")] });
    expect((await second.take(1)).map(told)).toEqual([["device", "session-1", "unknown"]]);
  });

  test("a position that is gone, and one that never was, give a reset and then go on", async () => {
    const reader = await open("?box=box-1", "memory-99999");
    expect((await reader.take(1))[0]?.event).toBe("reset");
    expect(reader.lastEventId).not.toBe("memory-99999");
    await lab.apply({ devices: [device(2, "asleep")] });
    expect((await reader.take(1)).map(told)).toEqual([["device", "session-1", "asleep"]]);
  });
});

test("clients of a view that forgot its changes are told to list again", async () => {
  const view = new MemoryFleetView({ keepChanges: 1 });
  const other = await ApiLab.open({ clock, view });
  await eventually(async () => expect((await other.ask("/v1/devices")).status).toBe(200));
  const reader = await EventReader.open(other);
  await eventually(() => expect(reader.lastEventId).not.toBe(""));
  await other.apply({
    devices: [device(), device(1, "online", "session-2")],
    boxes: [sampleBox()],
  });
  await eventually(async () => {
    await clock.advance(1_000);
    expect(reader.events.map(({ event }) => event)).toContain("reset");
  });
  expect((await other.ask("/v1/devices")).body.items).toHaveLength(2);
  reader.close();
  await other.close();
});
