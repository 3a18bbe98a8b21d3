import { RaeError } from "@rae/protocol";
import { expect, test } from "vitest";
import { untilAborted } from "../../src/testing/fake-driver.ts";
import { DeviceBox, mac } from "./device-box.ts";

const probeMs = 15_000;
const graceMs = 600_000;

test("an unplugged device is offline at once, and detached after the grace period", async () => {
  const box = new DeviceBox();
  await box.start();
  const face = box.serial("console-1");
  await box.plug(face);
  const { sessionId } = box.only;
  box.discovery.gone(face.faceId, "the port was unplugged");
  await box.clock.advance(10);

  expect(box.only.values).toMatchObject({
    "connection.state": "offline",
    "connection.reason": "gone: the port was unplugged",
    "connection.links": [],
  });
  await box.clock.advance(graceMs - 20);
  expect(box.fleet.size).toBe(1);
  await box.clock.advance(100);
  expect(box.fleet.size).toBe(0);
  expect(box.deviceEvents.at(-1)).toMatchObject({ kind: "Detached", sessionId, reason: "absent" });
});

test("a device that comes back within the grace period keeps its session for good", async () => {
  const box = new DeviceBox();
  await box.start();
  const face = box.serial("console-1");
  await box.plug(face);
  const { sessionId } = box.only;
  box.discovery.gone(face.faceId, "unplugged");
  await box.clock.advance(graceMs / 2);
  await box.plug(face);
  await box.clock.advance(graceMs * 2);

  expect(box.only).toMatchObject({ sessionId, values: { "connection.state": "online" } });
  expect(box.only.values).not.toHaveProperty(["connection.reason"]);
});

test("a device that reboots with another mac and esn on its wire keeps its session", async () => {
  const box = new DeviceBox();
  await box.start();
  const face = box.serial("console-1", {
    attributes: { "identity.mac": "02:00:00:00:00:01", "identity.esn": "E1" },
    keys: [mac("02:00:00:00:00:01")],
  });
  await box.plug(face);
  const { sessionId } = box.only;
  box.device(face).report?.({
    attributes: { "identity.mac": "02:00:00:00:00:02", "identity.esn": "E2" },
    keys: [mac("02:00:00:00:00:02")],
  });
  await box.clock.advance(10);

  expect(box.only).toMatchObject({
    sessionId,
    values: { "identity.mac": "02:00:00:00:00:02", "identity.esn": "E2" },
  });
});

test("nothing is written while nothing changes", async () => {
  const box = new DeviceBox();
  await box.start();
  await box.plug(
    box.network("192.0.2.7", "u1", { attributes: { "power.state": "on" } }),
    box.serial("console-1"),
  );
  const before = box.deviceEvents.length;
  await box.clock.advance(probeMs * 20);
  expect(box.deviceEvents).toHaveLength(before);
});

test("one lost answer is no news, the second makes it offline, and an answer online again", async () => {
  const box = new DeviceBox();
  await box.start();
  const face = box.network("192.0.2.7", "u1");
  const { probe } = box.device(face);
  await box.plug(face);
  let isFailing = true;
  box.device(face).probe = async (signal) => {
    if (!isFailing) return probe(signal);
    throw new RaeError("unreachable", "no route");
  };
  await box.clock.advance(probeMs);
  expect(box.only.values["connection.state"]).toBe("online");
  await box.clock.advance(probeMs * 0.2);
  expect(box.only.values).toMatchObject({
    "connection.state": "offline",
    "connection.reason": "unreachable: no route",
  });
  isFailing = false;
  await box.clock.advance(probeMs * 0.2);
  expect(box.only.values["connection.state"]).toBe("online");
});

test("a frozen device is offline with timeout, though its driver never answers", async () => {
  const box = new DeviceBox();
  await box.start();
  const face = box.network("192.0.2.7", "u1");
  await box.plug(face);
  box.device(face).probe = untilAborted;
  await box.clock.advance(probeMs * 3);
  expect(box.only.values["connection.state"]).toBe("offline");
  expect(box.only.values["connection.reason"]).toMatch(/^timeout: /);
});

test("a device that says it sleeps is asleep at once, stays so when it goes, and has a longer grace", async () => {
  const box = new DeviceBox();
  await box.start();
  const face = box.network("192.0.2.7", "u1");
  await box.plug(face);
  box.device(face).probe = async () => {
    throw new RaeError("asleep", "in standby");
  };
  await box.clock.advance(probeMs * 1.2);
  expect(box.only.values["connection.state"]).toBe("asleep");
  box.discovery.gone(face.faceId, "not announced again in time");
  await box.clock.advance(graceMs * 2);
  expect(box.only.values["connection.state"]).toBe("asleep");
});

test("a lost link is told at once, and the device is asked again as soon as it opens", async () => {
  const box = new DeviceBox();
  await box.start();
  const face = box.serial("console-1");
  await box.plug(face);
  const link = box.links.get(face.faceId);
  link?.become({ name: "waiting", code: "link-unavailable", detail: "the port does not exist" });
  await box.clock.advance(1);
  expect(box.only.values).toMatchObject({
    "connection.state": "offline",
    "connection.reason": "link-unavailable: the port does not exist",
  });
  link?.become({ name: "open" });
  await box.clock.advance(1);
  expect(box.only.values["connection.state"]).toBe("online");
});

test("a port that cannot be opened is a device that is offline, with the reason", async () => {
  const box = new DeviceBox();
  await box.start();
  await box.plug({ ...box.serial("console-1"), driver: "no-such-driver" });
  expect(box.only.values["connection.reason"]).toBe(
    'config-invalid: there is no driver "no-such-driver"',
  );
});

test("a silent address without any other name is no device yet", async () => {
  const box = new DeviceBox();
  await box.start();
  const face = { ...box.network("192.0.2.7", "u1"), keys: [{ kind: "ip" as const, value: "a" }] };
  box.device(face).probe = untilAborted;
  await box.plug(face);
  await box.clock.advance(probeMs * 4);
  expect(box.fleet.size).toBe(0);
});

test("a snapshot of each session goes up every quarter of an hour while the box is connected", async () => {
  const box = new DeviceBox();
  await box.start();
  await box.plug(box.network("192.0.2.7", "u1"));
  const { sessionId } = box.only;
  await box.clock.advance(900_000);
  expect(box.kinds(sessionId)).toEqual(["Attached", "Snapshot"]);
  expect(box.deviceEvents.at(-1)).toMatchObject({ revision: 1 });

  box.uplink.isReachable = false;
  box.uplink.current?.cut();
  await box.clock.advance(1_800_000);
  box.uplink.isReachable = true;
  await box.clock.advance(60_000);
  expect(box.kinds(sessionId)).toEqual(["Attached", "Snapshot"]);
});

test.each([
  [0, 720_000],
  [1, 1_080_000],
])(
  "at the draw %d the first snapshot comes after %i ms, so that a fleet does not march in step",
  async (random, atMs) => {
    const box = new DeviceBox();
    box.random = random;
    await box.start();
    await box.plug(box.serial("console-1"));
    const snapshots = () => box.deviceEvents.filter(({ kind }) => kind === "Snapshot").length;
    await box.clock.advance(atMs - 100);
    expect(snapshots()).toBe(0);
    await box.clock.advance(200);
    expect(snapshots()).toBe(1);
  },
);

test("probes of many devices, found at any time and spread at random, begin together at whole moments of the interval", async () => {
  const box = new DeviceBox();
  await box.start();
  const begunAtMs: number[] = [];
  for (const [index, random] of [0, 0.31, 0.77, 1].entries()) {
    box.random = random;
    await box.clock.advance(333);
    const face = box.serial(`console-${index}`);
    await box.plug(face);
    const { probe } = box.device(face);
    box.device(face).probe = (signal) => {
      begunAtMs.push(box.clock.monotonicMs());
      return probe(signal);
    };
  }
  await box.clock.advance(probeMs * 8);

  // An interval of 15 s may vary by 10 %, and by half of one of its 15 moments.
  expect(begunAtMs.length).toBeGreaterThanOrEqual(4 * 7);
  expect(begunAtMs.length).toBeLessThanOrEqual(4 * 9);
  expect(begunAtMs.filter((atMs) => atMs % (probeMs / 15) !== 0)).toEqual([]);
});
