import { expect, test } from "vitest";
import type { DeviceKey } from "../../../src/core/assignment/device-key.ts";
import { Lab, type LabDevice } from "../../../src/core/assignment/lab.ts";
import type { Face } from "../../../src/core/faces/face.ts";

const byPath = "pci-0000:00:14.0-usb-0:2:1.0-port0";
const wire = (value: string): DeviceKey => ({ kind: "wire", value: `serial:${value}` });

const rows: [string, Omit<LabDevice, "asset">, DeviceKey][] = [
  ["a path", { serial: "/data/tty/lg-1" }, wire("/data/tty/lg-1")],
  ["a by-path name", { serial: `by-path:${byPath}` }, wire(`by-path:${byPath}`)],
  ["a by-path path", { serial: `/dev/serial/by-path/${byPath}` }, wire(`by-path:${byPath}`)],
  ["a wire key", { serial: `serial:by-path:${byPath}` }, wire(`by-path:${byPath}`)],
  ["a usn", { usn: "uuid:roku:ecp:X1" }, { kind: "usn", value: "uuid:roku:ecp:X1" }],
  ["a mac in capitals", { mac: "02:AB:00:00:00:01" }, { kind: "mac", value: "02:ab:00:00:00:01" }],
  [
    "a port of a terminal server",
    { tcp: "TS.lab:2001" },
    { kind: "wire", value: "tcp:ts.lab:2001" },
  ],
  [
    "a port by IPv6",
    { tcp: "[FE80:0::1%eth0]:2001" },
    { kind: "wire", value: "tcp:[fe80::1%eth0]:2001" },
  ],
  [
    "an outlet behind a power strip",
    { wire: "http:192.0.2.9:80#3" },
    { kind: "wire", value: "http:192.0.2.9:80#3" },
  ],
  ["an IPv6 address", { ip: "[FE80:0::1]" }, { kind: "ip", value: "fe80::1" }],
  ["an address, on the operator's word", { ip: "192.0.2.7" }, { kind: "ip", value: "192.0.2.7" }],
];

test.each(rows)("%s names a device", (_name, entry, key) => {
  const lab = new Lab([
    { asset: "other", usn: "u" },
    { asset: "tv-17", ...entry },
  ]);
  expect(lab.deviceFor([key])?.asset).toBe("tv-17");
});

test("a face that no entry names has no asset", () => {
  const keys = [wire("/data/tty/lg-2")];
  const lab = new Lab([{ asset: "tv-17", serial: "/data/tty/lg-1" }, { asset: "tv-18" }]);
  expect(lab.deviceFor(keys)).toBeUndefined();
  expect(["tv-17", "tv-18", "tv-19"].map((asset) => lab.hasAsset(asset))).toEqual([
    true,
    true,
    false,
  ]);
});

test("the first of two entries that name a face counts", () => {
  const lab = new Lab([
    { asset: "first", mac: "02:ab:00:00:00:01" },
    { asset: "second", serial: "/data/tty/lg-1" },
  ]);
  const keys = [wire("/data/tty/lg-1"), { kind: "mac" as const, value: "02:ab:00:00:00:01" }];
  expect(lab.deviceFor(keys)?.asset).toBe("first");
});

const face: Face = {
  faceId: "serial:/data/tty/lg-1",
  keys: [wire("/data/tty/lg-1")],
  link: { kind: "serial", path: "/data/tty/lg-1", baudRate: 115_200 },
  driver: "serial-console",
  settings: { login: "user", shell: "# " },
};

test("an entry with another driver brings its own settings and speed, not those of discovery's driver", () => {
  const entry = { asset: "tv-17", serial: "/data/tty/lg-1", driver: "lg-rs232" };
  const lab = new Lab([{ ...entry, settings: { setId: 7 } }]);
  expect(lab.withSettings(face)).toEqual({
    ...face,
    driver: "lg-rs232",
    settings: { setId: 7 },
    link: { kind: "serial", path: "/data/tty/lg-1" },
  });
  expect(new Lab([{ ...entry, baudRate: 19_200 }]).withSettings(face)).toMatchObject({
    link: { baudRate: 19_200 },
  });
});

test("an entry with the same driver adds to its settings", () => {
  const lab = new Lab([{ asset: "tv-17", serial: "/data/tty/lg-1", settings: { shell: "$ " } }]);
  expect(lab.withSettings(face)).toEqual({ ...face, settings: { login: "user", shell: "$ " } });
});
