import { defaults, encodeBoxEvent } from "@rae/protocol";
import { expect, test } from "vitest";
import { storedSession, testRegistry } from "../store/registry-fixture.ts";
import { DeviceBox, mac } from "./device-box.ts";

test("what a device says without measure is left out, and the rest of it is told", async () => {
  const box = new DeviceBox();
  await box.start();
  const face = box.network("192.0.2.7", "uuid:x", {
    attributes: { "model.name": "x".repeat(900_000), "model.vendor": "Acme" },
    keys: [mac("0".repeat(900_000))],
  });
  await box.plug(face);
  expect(box.only.values).toMatchObject({ "model.vendor": "Acme", "connection.state": "online" });
  expect(Object.keys(box.only.values)).not.toContain("model.name");
  box.device(face).report?.({
    attributes: { "model.vendor": "y".repeat(900_000), "firmware.version": "2" },
    keys: [],
  });
  await box.clock.advance(10);
  expect(box.only.values).toMatchObject({ "firmware.version": "2" });
  expect(box.only.values).not.toHaveProperty(["model.vendor"]);
  await box.stop();
  await box.start();
  const sizes = box.uplink.events.map((event) => encodeBoxEvent(event).length);
  expect(Math.max(...sizes)).toBeLessThan(4_000);
});

test("devices that change their names without end fill neither the registry nor its roster", async () => {
  const box = new DeviceBox();
  const registry = testRegistry(box.dataDir);
  for (let index = 0; index < 2_047; index += 1) {
    registry.record(storedSession(`s${index}`.padEnd(36, "x"), 1), { kind: "Attached" });
  }
  await registry.close();
  await box.start();
  const last = box.network("192.0.2.7", "uuid:last");
  const more = box.network("192.0.2.8", "uuid:more");
  await box.plug(last, more);
  expect(box.fleet.size).toBe(2_048);

  await box.stop();
  await box.start();
  const roster = box.uplink.events.findLast(({ kind }) => kind === "Roster");
  expect(roster).toHaveProperty("sessions.length", 2_048);
  const bytes = box.uplink.acknowledged.findLast(({ channel }) => channel === "events")?.payload;
  expect(bytes?.length).toBeLessThan(defaults.payloadLimitBytes);
});

test("a network that announces without end does not keep out what is plugged in", async () => {
  const box = new DeviceBox();
  await box.start();
  const flood = Array.from({ length: 520 }, (_, index) =>
    box.network(`10.0.${index >> 8}.${index & 255}`, `u${index}`),
  );
  await box.plug(...flood);
  expect(box.fleet.size).toBe(512);
  box.cables.found(box.serial("console-1"));
  await box.clock.advance(10);
  expect(box.fleet.size).toBe(513);
  await box.plug(box.network("198.51.100.1", "u7"));
  const moved = [...box.fleet.values()].filter((values) => values["identity.usn"] === "u7");
  expect(moved).toMatchObject([{ "net.address": "198.51.100.1" }]);
});
