import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { makePortFolder, VirtualPort } from "@rae/driver/testing";
import { silentLogger } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import { expect, onTestFinished, test } from "vitest";
import { SerialDiscovery } from "../../src/discovery/serial-discovery.ts";
import { DeviceBox } from "./device-box.ts";

/** A port with the two names that udev gives it; the box finds it by `by-path`. */
function openBox() {
  const folder = makePortFolder();
  const byId = join(folder.path, "by-id");
  const byPath = join(folder.path, "by-path");
  for (const each of [byId, byPath]) mkdirSync(each);
  const port = new VirtualPort(join(folder.path, "ttyUSB0"));
  onTestFinished(() => {
    port.unplug();
    folder.remove();
  });
  const path = join(byPath, "pci-1");
  const names = { path, byId: join(byId, "usb-A"), byPath };
  const plug = () => {
    symlinkSync(port.path, names.byId);
    symlinkSync(port.path, names.path);
  };
  const box = new DeviceBox();
  box.devices.set(`serial:${path}`, {
    capabilities: ["console"],
    probe: async () => ({ attributes: {}, keys: [] }),
  });
  const { clock } = box;
  const globs = [{ glob: join(byPath, "*"), driver: "fake-serial", baudRate: 9_600 }];
  box.sources = [new SerialDiscovery({ clock, logger: silentLogger, globs })];
  return { box, names, plug };
}

test("a lab entry by another name of the port than the one that discovery finds names its device", async () => {
  const { box, names, plug } = openBox();
  plug();
  await box.start([{ asset: "tv-1", serial: names.byId }]);
  await box.clock.advance(10);
  expect(box.only.values).toMatchObject({
    "identity.asset": "tv-1",
    "identity.wire": `serial:${names.path}`,
  });
});

test("so it does when the port is plugged in later, and when the lab file is read again", async () => {
  const { box, names, plug } = openBox();
  await box.start([{ asset: "tv-1", serial: names.byId }]);
  plug();
  await eventually(async () => {
    await box.clock.advance(100);
    expect(box.only.values["identity.asset"]).toBe("tv-1");
  });
  box.agent.setLab([{ asset: "tv-2", serial: names.byId }]);
  await box.clock.advance(10);
  expect(box.only.values["identity.asset"]).toBe("tv-2");
  rmSync(names.byId);
});
