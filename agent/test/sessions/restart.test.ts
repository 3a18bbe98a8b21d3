import { encodeCommand, RaeError } from "@rae/protocol";
import { expect, test } from "vitest";
import { DeviceBox } from "./device-box.ts";

function resync(box: DeviceBox, sessionId: string, haveRevision: number, sessionEnded = false) {
  const ids = { commandId: "r-1", boxId: "rae-1", sessionId };
  box.uplink.current?.send(
    encodeCommand({ ...ids, kind: "resync-session", haveRevision, sessionEnded }),
  );
}

test("a stop of the agent is no news of its devices, and the next start goes on with the sessions", async () => {
  const box = new DeviceBox();
  await box.start();
  const face = box.serial("console-1");
  await box.plug(face);
  const { sessionId } = box.only;
  await box.stop();
  await box.start();
  expect(box.kinds(sessionId)).toEqual(["Attached"]);
  await box.plug(face);
  await box.clock.advance(60_000);

  expect(box.only).toMatchObject({ sessionId, values: { "connection.state": "online" } });
  expect(box.kinds(sessionId)).toEqual(["Attached"]);
  expect(box.uplink.events.filter(({ kind }) => kind === "Roster").at(-1)).toMatchObject({
    connection: 2,
    sessions: [{ sessionId, revision: 1 }],
  });
});

test("a device that is not found again is offline after the settling time, and ends after its grace", async () => {
  const box = new DeviceBox();
  await box.start();
  await box.plug(box.serial("console-1"));
  await box.stop();
  await box.start();
  await box.clock.advance(29_000);
  expect(box.only.values["connection.state"]).toBe("online");
  await box.clock.advance(2_000);
  expect(box.only.values).toMatchObject({
    "connection.state": "offline",
    "connection.reason": "not found since the agent started",
  });
  await box.clock.advance(600_000);
  expect(box.fleet.size).toBe(0);
});

test("a driver is told what its device showed last, after a restart, a plug and a move, and nothing of others", async () => {
  const box = new DeviceBox();
  await box.start();
  const standby = { attributes: { "power.state": "standby" }, keys: [] };
  const face = box.serial("tv-1", standby);
  const network = box.network("192.0.2.7", "u1", standby);
  await box.plug(face, network);
  expect(box.device(face).remembered).toEqual({});

  await box.stop();
  await box.start();
  const other = box.serial("tv-2");
  await box.plug(face, network, other);
  expect(box.device(face).remembered).toMatchObject({ "power.state": "standby" });
  expect(box.device(other).remembered).toEqual({});

  box.discovery.gone(face.faceId, "unplugged");
  const moved = box.network("192.0.2.8", "u1", standby);
  box.device(face).remembered = {};
  await box.plug(face, moved);
  expect(box.device(face).remembered).toMatchObject({ "power.state": "standby" });
  expect(box.device(moved).remembered).toMatchObject({ "power.state": "standby" });
});

test("a device that slept before a restart, and is off the network, is still asleep", async () => {
  const box = new DeviceBox();
  await box.start();
  const face = box.network("192.0.2.7", "u1");
  await box.plug(face);
  box.device(face).probe = async () => {
    throw new RaeError("asleep", "it went to standby");
  };
  await box.clock.advance(20_000);
  await box.stop();
  await box.start();
  await box.clock.advance(60_000);
  expect(box.only.values).toMatchObject({ "connection.state": "asleep" });
});

test("a device of two faces keeps its capabilities while the second is still to be found", async () => {
  const lab = [{ asset: "tv-17", serial: "/dev/console-1", usn: "u1" }];
  const box = new DeviceBox();
  await box.start(lab);
  const cable = box.serial("console-1");
  await box.plug(cable, box.network("192.0.2.7", "u1"));
  await box.stop();
  await box.start(lab);
  await box.plug(cable);
  expect(box.only.values.capabilities).toEqual(["app", "console", "info", "power"]);
  await box.clock.advance(31_000);
  expect(box.only.values.capabilities).toEqual(["console", "info"]);
});

test("a resync answers with a snapshot above what the control plane has", async () => {
  const box = new DeviceBox();
  await box.start();
  await box.plug(box.serial("console-1"));
  const { sessionId } = box.only;
  resync(box, sessionId, 9);
  await box.clock.advance(10);
  expect(box.deviceEvents.at(-1)).toMatchObject({ kind: "Snapshot", sessionId, revision: 10 });
});

test.each([false, true])(
  "a resync of a session that is not open here is answered by what is (ended there: %s)",
  async (sessionEnded) => {
    const box = new DeviceBox();
    await box.start();
    await box.plug(box.serial("console-1"));
    const before = box.uplink.events.length;
    resync(box, "no-such-session", 9, sessionEnded);
    await box.clock.advance(10);
    expect(box.uplink.events.slice(before)).toMatchObject([
      { kind: "Roster", sessions: [{ sessionId: box.only.sessionId, revision: 1 }] },
    ]);
  },
);

test("a session that the control plane holds as ended ends, and its device attaches anew with all that is known", async () => {
  const box = new DeviceBox();
  await box.start([{ asset: "tv-17", serial: "/dev/console-1", usn: "u1" }]);
  await box.plug(
    box.serial("console-1", { attributes: { "console.state": "shell" } }),
    box.network("192.0.2.7", "u1", { attributes: { "power.state": "on" } }),
  );
  const { sessionId, values } = box.only;
  resync(box, sessionId, 3, true);
  await box.clock.advance(10);

  expect(box.only.sessionId).not.toBe(sessionId);
  expect(box.only.values).toEqual(values);
  expect(box.kinds(sessionId).at(-1)).toBe("Detached");
});

test("a box without a gateway keeps recording, and everything arrives in order, once", async () => {
  const box = new DeviceBox();
  box.uplink.isReachable = false;
  await box.start();
  const face = box.serial("console-1");
  await box.plug(face);
  for (let volume = 1; volume <= 20; volume += 1) {
    box.device(face).report?.({ attributes: { "audio.volume": volume }, keys: [] });
    await box.clock.advance(1_000);
  }
  box.uplink.isReachable = true;
  await box.clock.advance(60_000);

  const events = box.deviceEvents;
  expect(events.map(({ revision }) => revision)).toEqual(
    Array.from({ length: 21 }, (_, index) => index + 1),
  );
  expect(box.only.values["audio.volume"]).toBe(20);
});
