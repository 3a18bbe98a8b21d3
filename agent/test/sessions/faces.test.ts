import { expect, test } from "vitest";
import { fakeDriver, untilAborted } from "../../src/testing/fake-driver.ts";
import { DeviceBox, mac } from "./device-box.ts";

const theMac = "02:00:00:00:00:01";
const withMac = { attributes: { "identity.mac": theMac }, keys: [mac(theMac)] };

test("a cable and a network face are two devices without a lab file, each naming the other", async () => {
  const box = new DeviceBox();
  await box.start();
  const cable = box.serial("console-1", withMac);
  const network = box.network("192.0.2.7", "u1", withMac);
  await box.plug(cable, network);

  const [first = "", second = ""] = [...box.fleet.keys()];
  expect(box.fleet.size).toBe(2);
  expect(box.fleet.get(first)?.["identity.possible-duplicate"]).toEqual([second]);
  expect(box.fleet.get(second)?.["identity.possible-duplicate"]).toEqual([first]);

  box.discovery.gone(network.faceId, "byebye");
  await box.clock.advance(10);
  expect([...box.fleet.values()].map((each) => each["identity.possible-duplicate"])).toEqual([
    undefined,
    undefined,
  ]);
});

test("they are one device with the capabilities of both when the lab file says so", async () => {
  const box = new DeviceBox();
  await box.start([{ asset: "tv-17", serial: "/dev/console-1", usn: "u1" }]);
  await box.plug(box.serial("console-1", withMac), box.network("192.0.2.7", "u1", withMac));

  expect(box.only.values).toMatchObject({
    "identity.asset": "tv-17",
    "identity.wire": "serial:/dev/console-1",
    capabilities: ["app", "console", "info", "power"],
    "connection.links": ["http:192.0.2.7:8060 online", "serial:/dev/console-1 online"],
  });
});

test("a device of two faces is online while one of them answers", async () => {
  const box = new DeviceBox();
  await box.start([{ asset: "tv-17", serial: "/dev/console-1", usn: "u1" }]);
  const network = box.network("192.0.2.7", "u1");
  await box.plug(box.serial("console-1"), network);
  box.discovery.gone(network.faceId, "byebye");
  await box.clock.advance(10);
  expect(box.only.values).toMatchObject({
    "connection.state": "online",
    "connection.links": ["serial:/dev/console-1 online"],
    capabilities: ["console", "info"],
  });
});

test("two faces that differ for good make no event at every probe", async () => {
  const box = new DeviceBox();
  await box.start([{ asset: "tv-17", serial: "/dev/console-1", usn: "u1" }]);
  await box.plug(
    box.serial("console-1", { attributes: { "identity.mac": theMac } }),
    box.network("192.0.2.7", "u1", { attributes: { "identity.mac": "02:00:00:00:00:02" } }),
  );
  const before = box.deviceEvents.length;
  await box.clock.advance(150_000);
  expect(box.deviceEvents).toHaveLength(before);
});

test("a lab file that is read again joins two devices without dropping a link", async () => {
  const box = new DeviceBox();
  await box.start();
  const cable = box.serial("console-1");
  await box.plug(cable, box.network("192.0.2.7", "u1"));
  const [first = "", second = ""] = [...box.fleet.keys()];
  const link = box.links.get(cable.faceId);
  box.agent.setLab([{ asset: "tv-17", serial: "/dev/console-1", usn: "u1" }]);
  await box.clock.advance(10);

  expect(box.only.sessionId).toBe(first);
  expect(box.only.values["identity.asset"]).toBe("tv-17");
  expect(box.deviceEvents.findLast(({ kind }) => kind === "Detached")).toMatchObject({
    sessionId: second,
    reason: `the same device as ${first}`,
  });
  expect(link?.state.name).toBe("open");

  box.agent.setLab([]);
  await box.clock.advance(10);
  expect([...box.fleet.values()].map((each) => each["identity.asset"])).not.toContain("tv-17");
});

test("a device that is announced at another address keeps its session", async () => {
  const box = new DeviceBox();
  await box.start();
  const before = box.network("192.0.2.7", "u1");
  await box.plug(before);
  const { sessionId } = box.only;
  box.device(before).probe = untilAborted;
  await box.plug(box.network("192.0.2.8", "u1"));
  await box.clock.advance(60_000);
  expect(box.only).toMatchObject({
    sessionId,
    values: {
      "connection.state": "online",
      "net.address": "192.0.2.8",
      "connection.links": ["http:192.0.2.7:8060 offline", "http:192.0.2.8:8060 online"],
    },
  });
  box.discovery.gone(before.faceId, "not announced again in time");
  await box.clock.advance(10);
  expect(box.only.values["connection.links"]).toEqual(["http:192.0.2.8:8060 online"]);
});

test("a device with one name at two addresses is one, and stays with the address that works", async () => {
  const box = new DeviceBox();
  await box.start();
  const wired = box.network("192.0.2.7", "u1");
  const wireless = box.network("192.0.2.8", "u1");
  await box.plug(wired, wireless);
  const { sessionId } = box.only;
  const events = box.deviceEvents.length;
  for (let search = 0; search < 20; search += 1) {
    await box.plug(search % 2 === 0 ? wireless : wired);
    await box.command(sessionId, `c-${search}`);
  }
  expect(box.only).toMatchObject({ sessionId, values: { "net.address": "192.0.2.7" } });
  expect(box.deviceEvents).toHaveLength(events);
  const ended = box.uplink.outcomes.filter(({ state }) => state !== "started");
  expect(ended.map(({ state }) => state)).toEqual(Array.from({ length: 20 }, () => "succeeded"));
});

test("two devices with one name are two sessions that say so, whichever is found first", async () => {
  const serial = (value: string) => ({ attributes: { "identity.serial": value } });
  const box = new DeviceBox();
  await box.start();
  await box.plug(
    box.network("192.0.2.7", "u1", serial("X7")),
    box.network("192.0.2.8", "u1", serial("X8")),
  );
  const [first = "", second = ""] = [...box.fleet.keys()];
  expect(box.fleet.get(first)).toMatchObject({
    "identity.serial": "X7",
    "identity.conflict": `usn u1 is of ${second}, too`,
  });
  expect(box.fleet.get(second)).toMatchObject({
    "identity.serial": "X8",
    "identity.conflict": `usn u1 is of ${first}, too`,
  });

  await box.stop();
  await box.start();
  await box.plug(box.network("192.0.2.8", "u1", serial("X8")));
  await box.plug(box.network("192.0.2.7", "u1", serial("X7")));
  expect(box.fleet.get(first)).toMatchObject({ "identity.serial": "X7" });
  expect(box.fleet.get(second)).toMatchObject({ "identity.serial": "X8" });
  expect(box.fleet.size).toBe(2);
});

test("two drivers on one server are two faces of one device", async () => {
  const box = new DeviceBox();
  box.drivers.set("other", fakeDriver("other", "http", box.devices));
  await box.start();
  const face = box.network("192.0.2.7", "u1");
  await box.plug(face, { ...face, faceId: "other:http:192.0.2.7:8060", driver: "other" });
  expect(box.only.values["connection.links"]).toEqual([
    "http:192.0.2.7:8060 online",
    "http:192.0.2.7:8060 online",
  ]);
});

test("what two sources find is opened once, and is there until both have lost it", async () => {
  const box = new DeviceBox();
  await box.start([{ asset: "tv-17", usn: "u1" }]);
  const announced = box.network("192.0.2.7", "u1");
  const listed = {
    ...announced,
    faceId: "static:1",
    keys: [{ kind: "ip", value: "192.0.2.7" }],
  } as const;
  box.cables.found(listed);
  await box.clock.advance(10);
  const { sessionId } = box.only;
  expect(box.only.values).not.toHaveProperty(["identity.asset"]);
  await box.plug(announced);
  const links = ["http:192.0.2.7:8060 online"];
  expect(box.only).toMatchObject({
    sessionId,
    values: { "identity.asset": "tv-17", "connection.links": links },
  });

  box.discovery.gone(announced.faceId, "not announced again in time");
  await box.clock.advance(10);
  expect(box.only).toMatchObject({ sessionId, values: { "connection.state": "online" } });
  box.cables.gone(listed.faceId, "no longer listed");
  await box.clock.advance(10);
  expect(box.only).toMatchObject({ sessionId, values: { "connection.state": "offline" } });
});

test("another device at the same address is another session", async () => {
  const box = new DeviceBox();
  await box.start();
  await box.plug(box.network("192.0.2.7", "u1"));
  const { sessionId } = box.only;
  await box.plug(box.network("192.0.2.7", "u2"));
  expect(box.fleet.size).toBe(2);
  expect(box.fleet.get(sessionId)).toMatchObject({
    "connection.state": "offline",
    "connection.reason": "another device took its place",
  });
});

test("a mac that turns up on another wire moves there, and both sessions say so", async () => {
  const box = new DeviceBox();
  await box.start();
  const first = box.serial("console-1", withMac);
  const second = box.serial("console-2");
  await box.plug(first, second);
  const [one = "", two = ""] = [...box.fleet.keys()];
  box.discovery.gone(first.faceId, "unplugged");
  box.device(second).report?.(withMac);
  await box.clock.advance(10);

  expect(box.fleet.get(one)?.["identity.conflict"]).toBe(`mac ${theMac} is now of ${two}`);
  expect(box.fleet.get(two)?.["identity.conflict"]).toBe(`mac ${theMac} was of ${one}`);
});

test("a device shows the adapter that it hangs on, and no longer when it is moved to one that nobody knows", async () => {
  const lab = [{ asset: "tv-1", serial: "/dev/tv-1" }];
  const box = new DeviceBox();
  await box.start(lab);
  const face = box.serial("tv-1");
  await box.plug({ ...face, attributes: { "wire.adapter": "FTDI FT232R A5" } });
  expect(box.only.values).toMatchObject({ "wire.adapter": "FTDI FT232R A5" });
  box.discovery.gone(face.faceId, "unplugged");
  await box.plug(face);
  expect(box.only.values).not.toHaveProperty(["wire.adapter"]);
});
