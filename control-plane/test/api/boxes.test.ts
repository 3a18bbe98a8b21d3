import { eventually, ManualClock } from "@rae/kit/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
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

const inState = (sessionId: string, state: string, boxId = "box-1") =>
  sampleDevice({ sessionId, boxId, attributes: attributes({ "connection.state": state }, 1) });

beforeEach(async () => {
  clock = new ManualClock(sampleTimeMs);
  lab = await ApiLab.open({ clock });
  const status = {
    ...sampleStatus,
    outboxRows: 3,
    outboxBytes: 900,
    supersededDeltas: 2,
    outboxBytesPerDay: 10_000_000,
    interfaces: [{ name: "eth1", addresses: ["10.0.0.1"] }],
    links: [{ id: "serial:/dev/ttyUSB0", state: "open", detail: "" }],
  };
  await lab.apply({
    boxes: [
      sampleBox({ status }),
      sampleBox({ boxId: "box-3", presence: "lost", lostReason: "stopped" }),
    ],
    gateways: [sampleGateway()],
    devices: [
      inState("a", "online"),
      inState("b", "online"),
      inState("c", "asleep"),
      inState("d", "offline"),
      inState("e", "online", "box-2"),
    ],
  });
  await eventually(async () => expect((await lab.ask("/v1/boxes/box-2")).status).toBe(200));
});
afterEach(() => lab.close());

test("a box shows its presence, its agent, its outbox and its devices by state", async () => {
  expect((await lab.ask("/v1/boxes/box-1")).body).toEqual({
    id: "box-1",
    presence: { state: "present", since: "2023-11-14T22:13:20.000Z", reason: null },
    gatewayId: "gateway-1",
    agentVersion: "0.1.0",
    identityConflict: null,
    registry: { id: "registry-1", unreadableFiles: [], droppedSessions: 0 },
    outbox: { rows: 3, bytes: 900, limitBytes: 2 ** 30, supersededDeltas: 2, lastsDays: 107.4 },
    devices: { total: 4, online: 2, asleep: 1, offline: 1, unknown: 0 },
    interfaces: [{ name: "eth1", addresses: ["10.0.0.1"] }],
    links: [{ id: "serial:/dev/ttyUSB0", state: "open", detail: "" }],
    statusAt: "2023-11-14T22:13:20.000Z",
  });
});

test("a box shows what of its registry could not be read, and a conflict only while it can say so", async () => {
  const file = "registry.sqlite.unreadable-20261128T180352Z";
  const status = {
    ...sampleStatus,
    unreadableRegistries: [file],
    droppedSessions: 2,
    identityConflict: { takeovers: 13, sinceMs: sampleTimeMs },
  };
  const registry = { id: "registry-1", unreadableFiles: [file], droppedSessions: 2 };
  const shows = (identityConflict: object | null) =>
    eventually(async () =>
      expect((await lab.ask("/v1/boxes/box-9")).body).toMatchObject({ identityConflict, registry }),
    );
  const troubles = async () =>
    (await lab.ask("/metrics")).text.match(/^rae_api_boxes_in_trouble.*$/gm)?.sort();
  await lab.apply({ boxes: [sampleBox({ boxId: "box-9", status })] });
  await shows({ takeovers: 13, since: "2023-11-14T22:13:20.000Z" });
  expect(await troubles()).toEqual([
    'rae_api_boxes_in_trouble{trouble="identity-conflict"} 1',
    'rae_api_boxes_in_trouble{trouble="unreadable-registry"} 1',
  ]);
  await lab.apply({ boxes: [sampleBox({ boxId: "box-9", status, presence: "lost" })] });
  await shows(null);
  expect(await troubles()).toEqual([
    'rae_api_boxes_in_trouble{trouble="identity-conflict"} 0',
    'rae_api_boxes_in_trouble{trouble="unreadable-registry"} 1',
  ]);
});

test.each([
  ["that does not tell", {}, null],
  ["that fills by nothing", { outboxBytesPerDay: 0 }, null],
  ["that is over its limit", { outboxBytes: 2 ** 31, outboxBytesPerDay: 10 }, 0],
])("how long an outbox %s lasts is told as it is", async (_what, status, lastsDays) => {
  const box = sampleBox({ boxId: "box-9", status: { ...sampleStatus, ...status } });
  await lab.apply({ boxes: [box], gateways: [], devices: [] });
  await eventually(async () =>
    expect((await lab.ask("/v1/boxes/box-9")).body).toMatchObject({ outbox: { lastsDays } }),
  );
});

test("a box that stopped says so", async () => {
  const { body } = await lab.ask("/v1/boxes/box-3");
  expect(body.presence).toMatchObject({ state: "lost", reason: "stopped" });
});

test("a box of which only devices were heard is there, unknown", async () => {
  const { body } = await lab.ask("/v1/boxes/box-2");
  expect(body).toMatchObject({
    presence: { state: "unknown", since: null, reason: "box never seen" },
    agentVersion: null,
    outbox: null,
    devices: { total: 1, unknown: 1 },
  });
});

test("boxes of a silent gateway are unknown since it was heard last, and back when it is", async () => {
  await clock.advance(20_000);
  const silent = (await lab.ask("/v1/boxes/box-1")).body;
  expect(silent.presence).toEqual({
    state: "unknown",
    since: "2023-11-14T22:13:20.000Z",
    reason: "gateway lost",
  });
  expect(silent.devices).toMatchObject({ online: 0, unknown: 4 });
  await lab.apply({ gateways: [sampleGateway({ aliveAtMs: clock.nowMs() })] });
  await eventually(async () =>
    expect((await lab.ask("/v1/boxes/box-1")).body.devices.online).toBe(2),
  );
});

test("boxes are listed in the order of their ids, in pages", async () => {
  const first = (await lab.ask("/v1/boxes?limit=2")).body;
  expect(first.items.map(({ id }) => id)).toEqual(["box-1", "box-2"]);
  const second = (await lab.ask(`/v1/boxes?limit=2&cursor=${first.nextCursor}`)).body;
  expect(second.items.map(({ id }) => id)).toEqual(["box-3"]);
  expect(second.nextCursor).toBeNull();
});

test.each([
  ["in a year", 365, false],
  ["in 29 days", 29, true],
  ["yesterday", -1, true],
])("a box whose certificate ends %s shows it", async (_, days, endsSoon) => {
  const certificateExpiresAtMs = clock.nowMs() + days * 86_400_000;
  await lab.apply({ boxes: [sampleBox({ boxId: "box-9", certificateExpiresAtMs })] });
  const expiresAt = new Date(certificateExpiresAtMs).toISOString();
  await eventually(async () =>
    expect((await lab.ask("/v1/boxes/box-9")).body).toMatchObject({
      certificate: { expiresAt, endsSoon },
    }),
  );
  const { body } = await lab.ask("/v1/boxes");
  expect(body.items).toContainEqual(
    expect.objectContaining({ id: "box-9", certificate: { expiresAt, endsSoon } }),
  );
});
