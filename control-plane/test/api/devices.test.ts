import { eventually, ManualClock } from "@rae/kit/testing";
import { uuidV7 } from "@rae/protocol";
import { afterEach, beforeEach, expect, test } from "vitest";
import { keptOf } from "../../src/core/last-seen.ts";
import {
  sampleBox,
  sampleDevice,
  sampleGateway,
  sampleStatus,
  sampleTimeMs,
} from "../../src/testing/index.ts";
import { ApiLab, attributes } from "./api-lab.ts";

let lab: ApiLab;
let clock: ManualClock;

const roku = sampleDevice({
  sessionId: "session-roku",
  attributes: attributes(
    {
      "connection.state": "online",
      "identity.asset": "tv-17",
      "identity.mac": "aa:bb:cc:00:11:22",
      "identity.serial": "X00400ABC",
      "model.name": "Roku Ultra",
      "model.number": "4800X",
      "model.vendor": "Roku",
      "health.state": "ready",
      capabilities: ["info", "remote-control"],
      "audio.volume": 12,
    },
    sampleTimeMs,
  ),
});
const lg = sampleDevice({
  sessionId: "session-lg",
  revision: 7,
  stale: true,
  attributes: attributes(
    {
      "connection.state": "asleep",
      "connection.reason": "standby",
      "model.name": "LG 42",
      capabilities: ["power"],
      "health.state": "quarantined",
      "health.reason": "does not boot",
    },
    sampleTimeMs,
  ),
});

beforeEach(async () => {
  clock = new ManualClock(sampleTimeMs);
  lab = await ApiLab.open({ clock });
  await lab.apply({ boxes: [sampleBox()], gateways: [sampleGateway()], devices: [roku, lg] });
  await eventually(async () => expect((await list("")).length).toBe(2));
});
afterEach(() => lab.close());

const list = async (query: string): Promise<readonly string[]> => {
  const { body } = await lab.ask(`/v1/devices${query}`);
  return body.items.map(({ id }) => id);
};

test("a device shows its attributes with their age, its state, health and box", async () => {
  await clock.advance(1_500);
  const { status, body } = await lab.ask("/v1/devices/session-roku");
  expect(status).toBe(200);
  expect(body).toMatchObject({
    id: "session-roku",
    asset: "tv-17",
    boxId: "box-1",
    state: "online",
    stateReason: null,
    model: "Roku Ultra",
    health: { state: "ready", reason: null },
    capabilities: ["info", "remote-control"],
    revision: 1,
    stale: false,
    lease: null,
    availability: { state: "absent", reason: "the agent of its box does not enforce leases" },
    ended: null,
    updatedAt: "2023-11-14T22:13:20.000Z",
  });
  expect(body.attributes["audio.volume"]).toEqual({
    value: 12,
    observedAt: "2023-11-14T22:13:20.000Z",
    ageMs: 1_500,
  });
});

test("the age of a value counts from when the box last saw it, as its status says, alone and in lists", async () => {
  const sessionId = uuidV7();
  await lab.apply({ devices: [{ ...roku, sessionId }] });
  await clock.advance(3 * 3_600_000);
  const atMs = clock.nowMs() - 5_000;
  const others = [{ names: ["identity.serial"], seenAtMs: sampleTimeMs }];
  const sessions = [{ sessionId, revision: 1, seenAtMs: clock.nowMs() - 15_000, others }];
  const kept = keptOf({ ...sampleStatus, seen: { atMs, sessions } });
  await lab.apply({ boxes: [sampleBox({ ...kept, statusReceivedAtMs: clock.nowMs() })] });
  await eventually(async () => {
    const { body } = await lab.ask(`/v1/devices/${sessionId}`);
    expect(body.attributes["audio.volume"]).toEqual({
      value: 12,
      observedAt: "2023-11-15T01:13:05.000Z",
      ageMs: 15_000,
    });
    expect(body.attributes["connection.state"]).toMatchObject({ ageMs: 5_000 });
    expect(body.attributes["identity.serial"]).toMatchObject({ ageMs: 3 * 3_600_000 });
  });
  const { body } = await lab.ask("/v1/devices");
  const listed = body.items.find(({ id }) => id === sessionId);
  expect(listed).toMatchObject({ attributes: { "audio.volume": { ageMs: 15_000 } } });
});

test.each([
  [5 * 60_000, false],
  [5 * 60_000 + 1, true],
  [-5 * 60_000 - 1, true],
])("a change observed %i ms off its receipt is clock-suspect: %s", async (offMs, clockSuspect) => {
  const observedAtMs = sampleTimeMs - offMs;
  await lab.apply({ devices: [sampleDevice({ revision: 2, observedAtMs })] });
  const { body } = await eventually(async () => {
    const answer = await lab.ask("/v1/devices/session-1");
    expect(answer.body).toMatchObject({ revision: 2 });
    return answer;
  });
  expect(body).toMatchObject({ clockSuspect });
});

test("a device is found by its asset name", async () => {
  expect((await lab.ask("/v1/devices/tv-17")).body.id).toBe("session-roku");
});

test("a stale device and a quarantined one say so", async () => {
  const { body } = await lab.ask("/v1/devices/session-lg");
  expect(body).toMatchObject({
    stale: true,
    state: "asleep",
    stateReason: "standby",
    health: { state: "quarantined", reason: "does not boot" },
  });
});

test("an asset name means the session where the device is, when it moves to another box and back", async () => {
  const seen = (sessionId: string, boxId: string, revision: number, state: string) => ({
    ...roku,
    ...{ sessionId, boxId, revision, firstReceivedAtMs: sampleTimeMs + Number(boxId.slice(4)) },
    attributes: { ...roku.attributes, ...attributes({ "connection.state": state }, sampleTimeMs) },
  });
  const meant = (sessionId: string) =>
    eventually(async () => {
      expect((await lab.ask("/v1/devices/tv-17")).body.id).toBe(sessionId);
      const body = { capability: "remote-control", command: "press", parameters: { key: "home" } };
      const sent = await lab.ask("/v1/devices/tv-17/commands", { method: "POST", body });
      expect(sent.body).toMatchObject({ deviceId: sessionId });
    });
  const there = seen("session-a", "box-2", 1, "online");
  await lab.apply({ boxes: [sampleBox({ boxId: "box-2" })], devices: [there] });
  await meant("session-a");
  await lab.apply({ devices: [seen("session-a", "box-2", 2, "offline")] });
  await meant("session-roku");
});

test("a device that left shows as ended, is not listed, and gives its asset name back", async () => {
  const ended = { reason: "unplugged", receivedAtMs: sampleTimeMs + 10 };
  await lab.apply({ devices: [{ ...roku, revision: 2, ended }] });
  await eventually(async () => expect(await list("")).toEqual(["session-lg"]));
  const { body } = await lab.ask("/v1/devices/session-roku");
  expect(body).toMatchObject({
    state: "ended",
    stateReason: "unplugged",
    ended: { reason: "unplugged", at: "2023-11-14T22:13:20.010Z" },
  });
  expect((await lab.ask("/v1/devices/tv-17")).body.code).toBe("device-not-found");
});

test("a device whose tombstone only the history still has shows as ended", async () => {
  const ended = { reason: "unplugged", receivedAtMs: sampleTimeMs };
  const gone = sampleDevice({ sessionId: "session-old", ended });
  await lab.history.write({ entries: [], devices: [gone], boxes: [], commands: [], leases: [] });
  expect((await lab.ask("/v1/devices/session-old")).body.state).toBe("ended");
});

test.each([
  ["?box=box-1", ["session-lg", "session-roku"]],
  ["?box=box-2", []],
  ["?model=Roku%20Ultra", ["session-roku"]],
  ["?model=4800X", ["session-roku"]],
  ["?state=asleep", ["session-lg"]],
  ["?state=offline", []],
  ["?health=quarantined", ["session-lg"]],
  ["?capability=power", ["session-lg"]],
  ["?capability=info&capability=remote-control", ["session-roku"]],
  ["?capability=info&capability=power", []],
  ["?attribute=audio.volume:12", ["session-roku"]],
  ["?attribute=identity.mac:aa:bb:cc:00:11:22", ["session-roku"]],
  ["?attribute=identity.asset:tv-17&attribute=model.vendor:Roku", ["session-roku"]],
  ["?attribute=identity.asset:tv-17&attribute=model.vendor:LG", []],
  ["?attribute=capabilities:power", ["session-lg"]],
  ["?q=ultra", ["session-roku"]],
  ["?q=AABBCC", ["session-roku"]],
  ["?q=x004%20roku", ["session-roku"]],
  ["?q=roku%20lg", []],
  ["?sort=-id", ["session-roku", "session-lg"]],
  ["?sort=model", ["session-lg", "session-roku"]],
  ["?sort=-state", ["session-roku", "session-lg"]],
])("GET /v1/devices%s", async (query, ids) => {
  expect(await list(query)).toEqual(ids);
});

test("facets count under the same filter", async () => {
  const { body } = await lab.ask("/v1/devices?facets=state,capability&capability=info");
  expect(body.facets).toEqual({
    state: [{ value: "online", count: 1 }],
    capability: [
      { value: "info", count: 1 },
      { value: "remote-control", count: 1 },
    ],
  });
});

test("pages follow each other by the cursor, and the last has none", async () => {
  const first = await lab.ask("/v1/devices?limit=1");
  expect(first.body.items).toHaveLength(1);
  const second = await lab.ask(`/v1/devices?limit=1&cursor=${first.body.nextCursor}`);
  expect(second.body.items[0]?.id).toBe("session-roku");
  expect(second.body.nextCursor).toBeNull();
});

test("a box that was lost makes its devices unknown, and a silent gateway too", async () => {
  await lab.apply({ boxes: [sampleBox({ presence: "lost", lostReason: "connection lost" })] });
  await eventually(async () => expect(await list("?state=unknown")).toHaveLength(2));
  const { body } = await lab.ask("/v1/devices/session-roku");
  expect(body.stateReason).toBe("box lost: connection lost");
});

test("a gateway that falls silent makes the devices of its boxes unknown, without any change", async () => {
  await clock.advance(16_000);
  const { body } = await lab.ask("/v1/devices/session-roku");
  expect(body).toMatchObject({ state: "unknown", stateReason: "gateway lost" });
});
