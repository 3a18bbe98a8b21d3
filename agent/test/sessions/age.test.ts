/** What a box says of when it last saw the values of its devices; an unchanged value makes no event. */
import { encodeCommand, RaeError, type SeenTimes } from "@rae/protocol";
import { expect, test } from "vitest";
import { DeviceBox } from "./device-box.ts";

const hoursMs = 3 * 3_600_000;
const probeMs = 15_000;
const statusMs = 30_000;

function lastSeen(box: DeviceBox): SeenTimes {
  const newest = box.uplink.presence.at(-1);
  const seen = newest !== undefined && "status" in newest ? newest.status.seen : undefined;
  if (seen === undefined) throw new Error("the newest presence event does not say it");
  return seen;
}

/** How long before now an attribute of the only session was seen, as the newest status says. */
function ageMs(box: DeviceBox, name: string): number {
  const [session, ...more] = lastSeen(box).sessions;
  if (session === undefined || more.length > 0) throw new Error("not one session");
  const own = session.others.find(({ names }) => names.includes(name));
  return box.clock.nowMs() - (own ?? session).seenAtMs;
}

test("a value that every probe confirms is seconds old after hours, and makes no event", async () => {
  const box = new DeviceBox();
  await box.start();
  const attributes = { "model.name": "Ultra", "power.state": "on" };
  await box.plug(box.network("192.0.2.7", "u1", { attributes }));
  const { sessionId } = box.only;
  await box.clock.advance(hoursMs);
  expect(box.kinds(sessionId).filter((kind) => kind !== "Snapshot")).toEqual(["Attached"]);
  for (const name of ["model.name", "power.state", "net.address", "identity.usn"]) {
    expect(ageMs(box, name)).toBeLessThanOrEqual(probeMs * 1.2 + statusMs);
  }
  expect(lastSeen(box).sessions[0]).toMatchObject({ sessionId, revision: 1 });
});

test("a fact that was told once shows its true age, also when it is told again as it is", async () => {
  const box = new DeviceBox();
  await box.start();
  const face = box.serial("console-1", { attributes: { "console.state": "shell" } });
  await box.plug(face);
  const { sessionId } = box.only;
  box.device(face).report?.({ attributes: { "x.console.boot-line": "U-Boot 2024" }, keys: [] });
  await box.clock.advance(hoursMs);
  expect(ageMs(box, "x.console.boot-line")).toBeGreaterThan(hoursMs - statusMs);
  expect(ageMs(box, "console.state")).toBeLessThanOrEqual(probeMs * 1.2 + statusMs);

  box.device(face).report?.({ attributes: { "x.console.boot-line": "U-Boot 2024" }, keys: [] });
  await box.clock.advance(600_000);
  expect(ageMs(box, "x.console.boot-line")).toBeGreaterThan(600_000 - statusMs);
  expect(ageMs(box, "x.console.boot-line")).toBeLessThan(700_000);
  expect(box.kinds(sessionId).filter((kind) => kind !== "Snapshot")).toEqual([
    "Attached",
    "AttributesChanged",
  ]);
});

test("a fact that each probe only recalls ages, and is young again when it was seen", async () => {
  const box = new DeviceBox();
  await box.start();
  const attributes = { "identity.esn": "ACME-1", "console.state": "shell" };
  const face = box.serial("console-1", { attributes, recalled: ["identity.esn"] });
  await box.plug(face);
  await box.clock.advance(hoursMs);
  expect(ageMs(box, "identity.esn")).toBeGreaterThan(hoursMs - statusMs);
  expect(ageMs(box, "console.state")).toBeLessThanOrEqual(probeMs * 1.2 + statusMs);
  box.device(face).report?.({ attributes, keys: [] });
  await box.clock.advance(2 * statusMs);
  expect(ageMs(box, "identity.esn")).toBeLessThanOrEqual(2 * statusMs);
});

test("a fact does not grow young by going to another session", async () => {
  const box = new DeviceBox();
  await box.start();
  const face = box.serial("console-1", { attributes: { "console.state": "shell" } });
  await box.plug(face);
  const ended = box.only.sessionId;
  box.device(face).report?.({ attributes: { "x.console.boot-line": "U-Boot 2024" }, keys: [] });
  await box.clock.advance(hoursMs);
  const ids = { commandId: "r-1", boxId: "rae-1", sessionId: ended };
  box.uplink.current?.send(
    encodeCommand({ ...ids, kind: "resync-session", haveRevision: 2, sessionEnded: true }),
  );
  await box.clock.advance(2 * statusMs);
  expect(box.only.sessionId).not.toBe(ended);
  expect(ageMs(box, "x.console.boot-line")).toBeGreaterThan(hoursMs);
  expect(ageMs(box, "console.state")).toBeLessThanOrEqual(probeMs * 1.2 + statusMs);
});

test("what two faces say differently is seen only by the one whose word is shown", async () => {
  const box = new DeviceBox();
  await box.start([{ asset: "tv-1", usn: "u1", serial: "/dev/tv-1" }]);
  const wired = box.serial("tv-1", { attributes: { "identity.mac": "a" } });
  const network = box.network("192.0.2.7", "u1", { attributes: { "identity.mac": "b" } });
  await box.plug(wired);
  await box.plug(network);
  expect(box.only.values["identity.mac"]).toBe("b");
  box.device(network).probe = () => Promise.reject(new RaeError("timeout", "no answer"));
  await box.clock.advance(hoursMs);
  expect(ageMs(box, "identity.mac")).toBeGreaterThan(hoursMs - statusMs);
});

test("what a silent device said last ages, while the box says at any time that it is offline", async () => {
  const box = new DeviceBox();
  await box.start();
  const face = box.network("192.0.2.7", "u1", { attributes: { "power.state": "on" } });
  await box.plug(face);
  await box.clock.advance(hoursMs);
  box.device(face).probe = () => Promise.reject(new RaeError("timeout", "no answer"));
  await box.clock.advance(hoursMs);
  expect(box.only.values["connection.state"]).toBe("offline");
  for (const name of ["power.state", "net.address"]) {
    expect(ageMs(box, name)).toBeGreaterThan(hoursMs - statusMs);
    expect(ageMs(box, name)).toBeLessThan(hoursMs + statusMs);
  }
  expect(lastSeen(box).sessions[0]?.others).toEqual([]);
});

test("after a restart the times go on, and what the box decides is as old as it is until the device is found", async () => {
  const box = new DeviceBox();
  await box.start();
  const face = box.network("192.0.2.7", "u1", { attributes: { "power.state": "on" } });
  await box.plug(face);
  await box.clock.advance(hoursMs);
  await box.stop();
  await box.start();
  expect(ageMs(box, "power.state")).toBeLessThan(1_200_000);
  expect(ageMs(box, "connection.state")).toBeGreaterThan(hoursMs - statusMs);
  await box.plug(face);
  await box.clock.advance(2 * statusMs);
  expect(ageMs(box, "power.state")).toBeLessThanOrEqual(probeMs * 1.2 + statusMs);
});

test("a device that says the same after it was silent is online again", async () => {
  const box = new DeviceBox();
  await box.start();
  const face = box.network("192.0.2.7", "u1", { attributes: { "power.state": "on" } });
  await box.plug(face);
  const { probe } = box.device(face);
  await box.clock.advance(60_000);
  for (let round = 0; round < 2; round += 1) {
    box.device(face).probe = () => Promise.reject(new RaeError("timeout", "no answer"));
    await box.clock.advance(60_000);
    expect(box.only.values["connection.state"]).toBe("offline");
    box.device(face).probe = probe;
    await box.clock.advance(60_000);
    expect(box.only.values["connection.state"]).toBe("online");
    expect(ageMs(box, "power.state")).toBeLessThanOrEqual(probeMs * 1.2 + statusMs);
  }
});

test("a value that a command changed is not taken for the one that the probe before it told", async () => {
  const box = new DeviceBox();
  await box.start();
  const face = box.network("192.0.2.7", "u1", { attributes: { "power.state": "on" } });
  await box.plug(face);
  await box.clock.advance(60_000);
  box.device(face).report?.({ attributes: { "power.state": "standby" }, keys: [] });
  await box.clock.advance(10);
  expect(box.only.values["power.state"]).toBe("standby");
  await box.clock.advance(60_000);
  expect(box.only.values["power.state"]).toBe("on");
});
