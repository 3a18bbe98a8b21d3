import { beforeEach, describe, expect, test } from "vitest";
import type { DeviceRecord } from "../../src/core/device-record.ts";
import { FleetIndex } from "../../src/core/fleet-index.ts";
import {
  sampleTimeMs as nowMs,
  sampleBox,
  sampleDevice,
  sampleGateway,
} from "../../src/testing/index.ts";

let index: FleetIndex;
beforeEach(() => {
  index = new FleetIndex();
});

const put = (record: DeviceRecord) => index.apply({ kind: "device", record }, nowMs);
const putBox = (changes: Parameters<typeof sampleBox>[0] = {}) =>
  index.apply({ kind: "box", record: sampleBox(changes) }, nowMs);
const named = (sessionId: string, asset: string, changes: Partial<DeviceRecord> = {}) => {
  const { attributes } = sampleDevice();
  const observed = { value: asset, observedAtMs: nowMs };
  return sampleDevice({
    sessionId,
    attributes: { ...attributes, "identity.asset": observed },
    ...changes,
  });
};
const stateOf = (sessionId: string) => index.device(sessionId)?.state;

describe("records", () => {
  test("an older record changes nothing, the same one neither", () => {
    put(sampleDevice({ revision: 5 }));
    expect(put(sampleDevice({ revision: 4 }))).toEqual([]);
    expect(put(sampleDevice({ revision: 5 }))).toEqual([]);
    expect(index.device("session-1")?.record.revision).toBe(5);
  });

  test("a record that heals replaces the stale one of the same revision", () => {
    put(sampleDevice({ revision: 5, stale: true }));
    put(sampleDevice({ revision: 5 }));
    expect(index.device("session-1")?.record.stale).toBe(false);
  });

  test("a device that ends is gone from everything", () => {
    putBox();
    put(named("session-1", "tv-1"));
    const ended = { reason: "unplugged", receivedAtMs: nowMs };
    const effects = put(named("session-1", "tv-1", { revision: 2, ended }));
    expect(effects).toMatchObject([{ kind: "device-ended", before: { state: "online" } }]);
    expect(index.size).toBe(0);
    expect(index.device("session-1")).toBeUndefined();
    expect(index.deviceByAsset("tv-1")).toBeUndefined();
    expect([...index.devicesOfBox("box-1")]).toEqual([]);
    expect(list()).toEqual([]);
  });

  test("an asset name moves with the device that has it", () => {
    put(named("session-1", "tv-1"));
    put(named("session-1", "tv-2", { revision: 2 }));
    expect(index.deviceByAsset("tv-1")).toBeUndefined();
    expect(index.deviceByAsset("tv-2")?.record.sessionId).toBe("session-1");
  });

  test("of several devices with one asset name the newest counts, and the other when it ends", () => {
    put(named("session-1", "tv-1"));
    put(named("session-2", "tv-1", { firstReceivedAtMs: nowMs + 1 }));
    expect(index.deviceByAsset("tv-1")?.record.sessionId).toBe("session-2");
    const ended = { reason: "unplugged", receivedAtMs: nowMs };
    put(named("session-2", "tv-1", { revision: 2, ended }));
    expect(index.deviceByAsset("tv-1")?.record.sessionId).toBe("session-1");
  });

  test("an asset name means the device that is there, wherever it was seen first", () => {
    putBox();
    putBox({ boxId: "box-2" });
    const at = (sessionId: string, boxId: string, revision: number, state: string) => {
      const firstReceivedAtMs = sessionId === "session-1" ? nowMs : nowMs + 1;
      const { attributes } = named(sessionId, "tv-1");
      const observed = { value: state, observedAtMs: nowMs };
      const changed = { ...attributes, "connection.state": observed };
      put(sampleDevice({ sessionId, boxId, revision, firstReceivedAtMs, attributes: changed }));
    };
    const meant = () => index.deviceByAsset("tv-1")?.record.sessionId;
    at("session-1", "box-1", 1, "online");
    at("session-2", "box-2", 1, "online");
    at("session-1", "box-1", 2, "offline");
    expect(meant()).toBe("session-2");
    at("session-1", "box-1", 3, "online");
    at("session-2", "box-2", 2, "offline");
    expect(meant()).toBe("session-1");
    at("session-2", "box-2", 3, "asleep");
    expect(meant()).toBe("session-1");
    at("session-1", "box-1", 4, "offline");
    expect(meant()).toBe("session-2");
    at("session-1", "box-1", 5, "asleep");
    at("session-2", "box-2", 4, "online");
    putBox({ boxId: "box-2", presence: "lost", lostReason: "connection lost" });
    expect(meant()).toBe("session-1");
  });

  test("a command is no part of the fleet", () => {
    putBox();
    expect(index.tick(nowMs)).toEqual([]);
  });
});

describe("presence", () => {
  test("a device before its box is unknown, and online when the box is there", () => {
    put(sampleDevice());
    expect(stateOf("session-1")).toBe("unknown");
    const effects = putBox();
    expect(stateOf("session-1")).toBe("online");
    expect(effects.map(({ kind }) => kind)).toEqual(["box", "device"]);
  });

  test("a box that is lost changes its own devices and no others", () => {
    putBox();
    putBox({ boxId: "box-2" });
    put(sampleDevice());
    put(sampleDevice({ sessionId: "session-2", boxId: "box-2" }));
    const effects = putBox({ presence: "lost", lostReason: "connection lost" });
    expect(effects).toHaveLength(2);
    expect([stateOf("session-1"), stateOf("session-2")]).toEqual(["unknown", "online"]);
  });

  test("news of a box that change no presence change no device", () => {
    putBox();
    put(sampleDevice());
    const effects = putBox({ statusReceivedAtMs: nowMs + 1 });
    expect(effects.map(({ kind }) => kind)).toEqual(["box"]);
  });

  test("a late will of an older connection changes nothing", () => {
    putBox({ connection: 2 });
    put(sampleDevice());
    expect(putBox({ connection: 1, presence: "lost" })).toEqual([]);
    expect(stateOf("session-1")).toBe("online");
  });

  test("a gateway's silence shows after 15 s, once, and ends when it is heard", () => {
    index.apply({ kind: "gateway", record: sampleGateway() }, nowMs);
    putBox();
    put(sampleDevice());
    expect(index.tick(nowMs + 15_000)).toEqual([]);
    const effects = index.tick(nowMs + 15_001);
    expect(effects).toMatchObject([
      { kind: "box", box: { presence: { state: "unknown", reason: "gateway lost" } } },
      { kind: "device", before: { state: "online" }, after: { state: "unknown" } },
    ]);
    expect(index.tick(nowMs + 16_000)).toEqual([]);
    const heard = sampleGateway({ aliveAtMs: nowMs + 17_000 });
    expect(index.apply({ kind: "gateway", record: heard }, nowMs + 17_000)).toHaveLength(2);
    expect(stateOf("session-1")).toBe("online");
  });

  test("a gateway that stopped makes its boxes unknown at once", () => {
    putBox();
    put(sampleDevice());
    const record = sampleGateway({ stopped: true });
    expect(index.apply({ kind: "gateway", record }, nowMs)).toHaveLength(2);
    expect(index.box("box-1")?.presence).toEqual({ state: "unknown", reason: "gateway stopped" });
  });

  test("an older word of a gateway does not make it silent", () => {
    putBox();
    put(sampleDevice());
    const at = (aliveAtMs: number) => sampleGateway({ aliveAtMs });
    index.apply({ kind: "gateway", record: at(nowMs + 10_000) }, nowMs + 10_000);
    index.apply({ kind: "gateway", record: at(nowMs) }, nowMs + 10_000);
    expect(index.tick(nowMs + 20_000)).toEqual([]);
  });
});

const list = () =>
  index
    .listDevices({
      filter: {},
      sort: { field: "id", descending: false },
      limit: 500,
      cursor: undefined,
    })
    .items.map(({ record }) => record.sessionId);

test("devices that came out of order are listed in order, and again after many left", () => {
  const ids = Array.from({ length: 3_000 }, (_, number) => `s-${String(number).padStart(4, "0")}`);
  for (const sessionId of ids.toReversed()) put(sampleDevice({ sessionId }));
  expect(list()).toEqual(ids.slice(0, 500));
  const ended = { reason: "unplugged", receivedAtMs: nowMs };
  for (const sessionId of ids.slice(0, 2_900)) put(sampleDevice({ sessionId, revision: 2, ended }));
  expect(list()).toEqual(ids.slice(2_900));
  put(sampleDevice({ sessionId: "s-0001" }));
  expect(list()).toEqual(["s-0001", ...ids.slice(2_900)]);
});
