import type { DriverFactory } from "@rae/driver";
import { expect, test } from "vitest";
import { fakeDriver, untilAborted } from "../../src/testing/fake-driver.ts";
import { DeviceBox } from "./device-box.ts";

const one = { asset: "tv-1", serial: "/dev/one" };
const two = { asset: "tv-2", serial: "/dev/two" };

/** A box with a set on each of two ports, which note the commands that reach them. */
async function boxOfTwo(lab = [one, two]) {
  const box = new DeviceBox();
  await box.start(lab);
  const reached: string[] = [];
  const faces = ["one", "two"].map((name) => {
    const face = box.serial(name, { attributes: { "x.test.port": name } });
    box.device(face).run = async () => {
      reached.push(name);
      return { result: { text: "", position: 0, droppedBytes: 0 } };
    };
    return face;
  });
  await box.plug(...faces);
  /** The port that a command to an asset reaches. */
  const reach = async (asset: string) => {
    const named = [...box.fleet].filter(([, values]) => values["identity.asset"] === asset);
    expect(named).toHaveLength(1);
    const [[sessionId] = [""]] = named;
    const read = { capability: "console", command: "read" };
    await box.command(sessionId, `c-${reached.length}-${asset}`, read);
    return reached.at(-1);
  };
  return { box, faces, reach };
}

test("two names that are swapped while the agent runs are two sessions, each at the set that the file says", async () => {
  const { box, reach } = await boxOfTwo();
  expect([await reach("tv-1"), await reach("tv-2")]).toEqual(["one", "two"]);
  box.agent.setLab([
    { ...one, serial: two.serial },
    { ...two, serial: one.serial },
  ]);
  await box.clock.advance(10);

  expect(box.fleet.size).toBe(2);
  expect([await reach("tv-1"), await reach("tv-2")]).toEqual(["two", "one"]);
  const ports = [...box.fleet.values()].map((values) => [
    values["identity.asset"],
    values["identity.wire"],
    values["x.test.port"],
  ]);
  expect(ports.toSorted()).toEqual([
    ["tv-1", "serial:/dev/two", "two"],
    ["tv-2", "serial:/dev/one", "one"],
  ]);
});

test("a name given to the wrong port and corrected ends as it began", async () => {
  const { box, reach } = await boxOfTwo([one]);
  box.agent.setLab([{ ...one, serial: two.serial }]);
  await box.clock.advance(10);
  expect(await reach("tv-1")).toBe("two");
  box.agent.setLab([one]);
  await box.clock.advance(10);

  expect(await reach("tv-1")).toBe("one");
  expect(box.fleet.size).toBe(2);
  expect([...box.fleet.values()].map((values) => values["connection.state"])).toEqual([
    "online",
    "online",
  ]);
});

test("a session joined by mistake splits, and neither shows what the other said", async () => {
  const { box, faces, reach } = await boxOfTwo([]);
  const network = box.network("192.0.2.7", "u1", { attributes: { "model.name": "Stick" } });
  await box.plug(network);
  box.agent.setLab([{ ...one, usn: "u1" }]);
  await box.clock.advance(10);
  expect(box.fleet.size).toBe(2);

  box.agent.setLab([one]);
  await box.clock.advance(10);
  expect(await reach("tv-1")).toBe("one");
  expect(box.fleet.size).toBe(3);
  const [cable] = [...box.fleet.values()].filter((values) => values["identity.asset"] === "tv-1");
  expect(cable).toMatchObject({ capabilities: ["console", "info"] });
  expect(cable).not.toHaveProperty(["model.name"]);
  expect(cable).not.toHaveProperty(["net.address"]);
  expect(cable).not.toHaveProperty(["identity.usn"]);
  expect(box.links.get(faces[0]?.faceId ?? "")?.state.name).toBe("open");
});

test("a silent device that is newly named by its address shows offline at once", async () => {
  const box = new DeviceBox();
  await box.start();
  const face = {
    ...box.network("192.0.2.7", "u1"),
    keys: [{ kind: "ip", value: "192.0.2.7" }] as const,
  };
  box.device(face).probe = untilAborted;
  await box.plug(face);
  await box.clock.advance(60_000);
  expect(box.fleet.size).toBe(0);
  box.agent.setLab([{ asset: "tv-9", ip: "192.0.2.7" }]);
  await box.clock.advance(10);
  expect(box.only.values).toMatchObject({
    "identity.asset": "tv-9",
    "connection.state": "offline",
  });
});

test("a name taken from a device goes to none, and a new name keeps its session", async () => {
  const { box } = await boxOfTwo([one]);
  const [first = ""] = [...box.fleet].find(([, each]) => each["identity.asset"] === "tv-1") ?? [];
  box.agent.setLab([{ ...one, asset: "tv-9" }]);
  await box.clock.advance(10);
  expect(box.fleet.get(first)?.["identity.asset"]).toBe("tv-9");
  box.agent.setLab([]);
  await box.clock.advance(10);
  expect(box.fleet.get(first)).not.toHaveProperty(["identity.asset"]);
  expect(box.fleet.size).toBe(2);
});

test("a port whose entry names another driver is opened with that driver's speed", async () => {
  const box = new DeviceBox();
  const speeds: unknown[] = [];
  box.onOpen = (spec) => speeds.push("baudRate" in spec ? spec.baudRate : undefined);
  box.drivers.set("slow", {
    ...fakeDriver("slow", "bytes", box.devices),
    defaultBaudRate: 1_200,
  } as DriverFactory);
  await box.start();
  await box.plug(box.serial("one"));
  box.agent.setLab([{ ...one, driver: "slow" }]);
  box.agent.setLab([{ ...one, driver: "slow", baudRate: 2_400 }]);
  expect(speeds).toEqual([115_200, 1_200, 2_400]);
});

test("an entry with another driver opens its link again, and only that", async () => {
  const { box, faces } = await boxOfTwo();
  const links = faces.map(({ faceId }) => box.links.get(faceId));
  const sessions = [...box.fleet.keys()];
  box.agent.setLab([{ ...one, settings: { pace: 2 } }, two]);
  await box.clock.advance(10);
  expect(links.map((link) => link?.state.name)).toEqual(["closed", "open"]);
  expect(box.links.get(faces[0]?.faceId ?? "")?.state.name).toBe("open");
  expect([...box.fleet.keys()]).toEqual(sessions);
});
