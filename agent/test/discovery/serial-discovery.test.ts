import { mkdirSync, readlinkSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makePortFolder, VirtualPort } from "@rae/driver/testing";
import { silentLogger, systemClock } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import { afterEach, expect, test } from "vitest";
import { SerialDiscovery, type SerialGlob } from "../../src/discovery/serial-discovery.ts";
import type { DiscoveryEvent } from "../../src/ports/discovery.ts";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function makeFolder(): string {
  const folder = makePortFolder();
  cleanups.push(() => folder.remove());
  return folder.path;
}

function plugIn(path: string): VirtualPort {
  const port = new VirtualPort(path);
  cleanups.push(() => port.unplug());
  return port;
}

/** Rescans are an hour apart, so that what is seen is seen by the watch, unless a test says otherwise. */
async function discover(
  globs: readonly SerialGlob[],
  rescanIntervalMs = 3_600_000,
  udevFolder = "/no/such/folder",
) {
  const events: DiscoveryEvent[] = [];
  const discovery = new SerialDiscovery({
    clock: systemClock,
    logger: silentLogger,
    globs,
    rescanIntervalMs,
    udevFolder,
  });
  cleanups.push(() => discovery.close());
  await discovery.start((event) => events.push(event));
  const seen = () =>
    events.map((event) =>
      event.kind === "found"
        ? `found ${event.face.faceId} ${event.face.driver}`
        : `gone ${event.faceId}`,
    );
  return { events, seen, discovery };
}

const lg = (glob: string): SerialGlob => ({ glob, driver: "lg-rs232", baudRate: 9600 });

test("a port that is there is found at the start, with its stable name as key", async () => {
  const folder = makeFolder();
  const path = join(folder, "lg-1");
  plugIn(path);
  const { events } = await discover([{ ...lg(join(folder, "lg-*")), settings: { setId: 3 } }]);
  expect(events).toEqual([
    {
      kind: "found",
      face: {
        faceId: `serial:${path}`,
        keys: [{ kind: "wire", value: `serial:${path}` }],
        link: { kind: "serial", path, baudRate: 9600 },
        driver: "lg-rs232",
        settings: { setId: 3 },
      },
    },
  ]);
});

test("udev's details of the adapter are told where there are any", async () => {
  const folder = makeFolder();
  const udevFolder = makeFolder();
  const [known, unknown] = [join(folder, "lg-1"), join(folder, "lg-2")];
  const pts = /\d+$/.exec(readlinkSync(plugIn(known).path))?.[0];
  plugIn(unknown);
  writeFileSync(
    // Documentation/admin-guide/devices.txt: Unix98 slaves begin at major number 136.
    join(udevFolder, `c136:${pts}`),
    "I:1\nE:ID_VENDOR=FTDI\nE:ID_VENDOR_FROM_DATABASE=Future Technology\nE:ID_MODEL=FT232R_USB\nE:ID_SERIAL_SHORT=A5\n",
  );
  const { events } = await discover([lg(join(folder, "*"))], undefined, udevFolder);
  const attributes = events.map((event) => event.kind === "found" && event.face.attributes);
  expect(attributes).toEqual([{ "wire.adapter": "Future Technology FT232R USB A5" }, undefined]);
});

test("a port is found when plugged in, gone when unplugged, and found when plugged in again", async () => {
  const folder = makeFolder();
  const path = join(folder, "lg-1");
  const { seen } = await discover([lg(join(folder, "*"))]);
  const port = plugIn(path);
  const found = `found serial:${path} lg-rs232`;
  await eventually(() => expect(seen()).toEqual([found]));
  port.unplug();
  await eventually(() => expect(seen()).toEqual([found, `gone serial:${path}`]));
  port.plug();
  await eventually(() => expect(seen()).toEqual([found, `gone serial:${path}`, found]));
});

test("another device at the same path, changed between two looks, is found again", async () => {
  const folder = makeFolder();
  const path = join(folder, "lg-1");
  plugIn(path);
  const { seen } = await discover([lg(join(folder, "*"))]);
  const other = plugIn(join(makeFolder(), "other"));
  renameSync(other.path, path);
  const found = `found serial:${path} lg-rs232`;
  await eventually(() => expect(seen()).toEqual([found, found]));
  symlinkSync("/dev/null", other.path);
});

test("a link made anew to the same device is found again", async () => {
  const folder = makeFolder();
  const path = join(folder, "lg-1");
  const port = plugIn(join(makeFolder(), "target"));
  symlinkSync(port.path, path);
  const { seen } = await discover([lg(join(folder, "*"))]);
  rmSync(path);
  symlinkSync(port.path, path);
  const found = `found serial:${path} lg-rs232`;
  await eventually(() => expect(seen()).toEqual([found, found]));
});

test("bytes that pass do not make a port new", async () => {
  const folder = makeFolder();
  const port = plugIn(join(folder, "lg-1"));
  const { seen } = await discover([lg(join(folder, "*"))], 20);
  await port.send("hello");
  plugIn(join(folder, "lg-2"));
  await eventually(() => expect(seen()).toHaveLength(2));
  expect(new Set(seen()).size).toBe(2);
});

test("a folder that is made later, vanishes and comes back is followed", async () => {
  const folder = join(makeFolder(), "serial", "by-path");
  const { seen } = await discover([lg(join(folder, "*"))]);
  expect(seen()).toEqual([]);
  mkdirSync(folder, { recursive: true });
  const path = join(folder, "lg-1");
  const found = `found serial:${path} lg-rs232`;
  const port = plugIn(path);
  await eventually(() => expect(seen()).toEqual([found]));
  port.unplug();
  rmSync(folder, { recursive: true });
  await eventually(() => expect(seen()).toEqual([found, `gone serial:${path}`]));
  mkdirSync(folder);
  port.plug();
  await eventually(() => expect(seen()).toEqual([found, `gone serial:${path}`, found]));
});

test("a port that two globs match belongs to the first", async () => {
  const byPath = makeFolder();
  const byName = makeFolder();
  const port = plugIn(join(byName, "ttyUSB0"));
  symlinkSync(port.path, join(byPath, "pci-1"));
  const { seen } = await discover([
    lg(join(byPath, "*")),
    { glob: join(byName, "ttyUSB*"), driver: "serial-console", baudRate: 115_200 },
  ]);
  expect(seen()).toEqual([`found serial:${join(byPath, "pci-1")} lg-rs232`]);
});

test("files and links to nowhere are no ports", async () => {
  const folder = makeFolder();
  writeFileSync(join(folder, "notes"), "");
  symlinkSync(join(folder, "nowhere"), join(folder, "dangling"));
  const path = join(folder, "port");
  plugIn(path);
  const { seen } = await discover([lg(join(folder, "*"))]);
  expect(seen()).toEqual([`found serial:${path} lg-rs232`]);
});

test("where nothing tells of changes a rescan finds them", async () => {
  const folder = makeFolder();
  const hidden = join(folder, "target");
  const path = join(folder, "lg-1");
  symlinkSync(join(makeFolder(), "elsewhere"), path);
  const { seen } = await discover([lg(join(folder, "lg-*"))], 20);
  // The link dangles; what appears at its end is in a folder that nobody watches.
  const port = plugIn(hidden);
  rmSync(path);
  symlinkSync(port.path, path);
  await eventually(() => expect(seen()).toEqual([`found serial:${path} lg-rs232`]));
});

test("closed discovery reports nothing more", async () => {
  const folder = makeFolder();
  const { seen, discovery } = await discover([lg(join(folder, "*"))]);
  await discovery.close();
  plugIn(join(folder, "lg-1"));
  const second = await discover([lg(join(folder, "*"))]);
  expect(second.seen()).toHaveLength(1);
  expect(seen()).toEqual([]);
});
