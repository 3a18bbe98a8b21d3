import { expect, test } from "vitest";
import { StaticDiscovery } from "../../src/discovery/static-discovery.ts";
import { DeviceBox } from "./device-box.ts";

const ports = [2001, 2002, 2003, 2004, 2005];
const listed = ports.map((port) => ({
  driver: "fake-serial",
  link: { kind: "tcp" as const, host: "192.0.2.8", port },
}));

/** Consoles, which say nothing of who they are. */
function openBox(): DeviceBox {
  const box = new DeviceBox();
  for (const port of ports) {
    box.devices.set(`tcp:192.0.2.8:${port}`, {
      capabilities: ["console"],
      probe: async () => ({ attributes: {}, keys: [] }),
    });
  }
  return box;
}

async function start(box: DeviceBox, lab: Parameters<DeviceBox["start"]>[0] = []): Promise<void> {
  await box.start(lab);
  await new StaticDiscovery(listed).start(
    (event) => event.kind === "found" && box.discovery.found(event.face),
  );
  await box.clock.advance(10);
}

test("five devices on a terminal server are the same five sessions after each restart", async () => {
  const box = openBox();
  await start(box);
  const before = [...box.fleet.keys()].toSorted();
  expect(before).toHaveLength(5);
  for (const _restart of ports) {
    await box.stop();
    await start(box);
  }
  expect([...box.fleet.keys()].toSorted()).toEqual(before);
});

test("the lab file names a device by its port", async () => {
  const box = openBox();
  await start(box, [{ asset: "console-3", tcp: "192.0.2.8:2003" }]);
  const named = [...box.fleet.values()].filter((values) => "identity.asset" in values);
  expect(named).toMatchObject([
    { "identity.asset": "console-3", "identity.wire": "tcp:192.0.2.8:2003" },
  ]);
});
