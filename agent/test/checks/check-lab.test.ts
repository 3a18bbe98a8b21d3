import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "@rae/kit";
import { expect, onTestFinished, test } from "vitest";
import { checkConfig } from "../../src/check-config.ts";
import { parseAgentConfig } from "../../src/config.ts";

/** Folders as udev makes them: two names of one port, and one of another. */
function openFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "rae-check-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const name of ["by-path", "by-id"]) mkdirSync(join(folder, name));
  // Any character device will do: nothing is opened.
  symlinkSync("/dev/null", join(folder, "by-path", "pci-1"));
  symlinkSync("/dev/null", join(folder, "by-id", "usb-A"));
  symlinkSync("/dev/zero", join(folder, "by-path", "pci-2"));
  return folder;
}

/** What is said of lab and ways; the certificate files are not there, which is another matter. */
async function findingsOf(settings: Record<string, unknown>, folder = openFolder()) {
  const gateway = { url: "mqtts://gw:8883", ca: "no.pem", cert: "no.pem", key: "no.pem" };
  const whole = { boxId: "rae-1", dataDir: "data", gateway, ...settings };
  const { faults, warnings } = await checkConfig(
    parseAgentConfig(whole, "test", folder),
    systemClock,
  );
  return { faults: faults.filter((fault) => !fault.includes("no.pem")), warnings };
}

const serial = [{ glob: "by-path/*", driver: "lg-rs232" }];
const port = (number: number, host = "192.0.2.8") => ({
  driver: "serial-console",
  link: { kind: "tcp", host, port: number },
});
const roku = (number: number) => ({
  driver: "roku-ecp",
  link: { kind: "http", baseUrl: `http://192.0.2.7:${number}` },
});

test("a port by another of its names than the glob finds is the same port", async () => {
  const folder = openFolder();
  const devices = [
    { asset: "a", serial: join(folder, "by-id", "usb-A"), settings: { setId: 2 } },
    { asset: "b", serial: join(folder, "by-path", "pci-2") },
  ];
  const { faults, warnings } = await findingsOf({ serial, devices }, folder);
  expect([...faults, ...warnings]).toEqual([]);
});

test("two entries for one port are a fault, whatever names they use", async () => {
  const folder = openFolder();
  const devices = [
    { asset: "a", serial: join(folder, "by-id", "usb-A") },
    { asset: "b", serial: join(folder, "by-path", "pci-1") },
  ];
  const { faults } = await findingsOf({ serial, devices }, folder);
  expect(faults).toEqual(["lab device b: port /dev/null already names a"]);
});

test.each([
  ["a usn", { usn: "u1" }, { usn: "u1" }, "usn u1"],
  ["a mac", { mac: "02:00:00:00:00:0a" }, { mac: "02:00:00:00:00:0A" }, "mac 02:00:00:00:00:0a"],
  ["an address", { ip: "FE80:0::1" }, { ip: "[fe80::1]" }, "ip fe80::1"],
  ["a port of a terminal server", { tcp: "TS:1" }, { tcp: "ts:1" }, "tcp:ts:1"],
  ["a wire", { tcp: "TS:1" }, { wire: "tcp:ts:1" }, "tcp:ts:1"],
  ["an outlet", { wire: "http:tv:80#3" }, { wire: "http:tv:80#3" }, "http:tv:80#3"],
  ["a port", { serial: "/dev/null" }, { wire: "serial:/dev/null" }, "port /dev/null"],
])("two entries for %s are a fault", async (_name, one, other, key) => {
  const devices = [
    { asset: "a", ...one },
    { asset: "b", ...other },
  ];
  const { faults } = await findingsOf({ devices });
  expect(faults).toEqual([`lab device b: ${key} already names a`]);
});

test("an asset in two entries, and an entry without a key, are faults", async () => {
  const devices = [{ asset: "a", usn: "u1" }, { asset: "a", usn: "u2" }, { asset: "b" }];
  const { faults } = await findingsOf({ devices });
  expect(faults).toEqual([
    expect.stringMatching(/^lab device a: the asset is in two entries/),
    expect.stringMatching(/^lab device b: it has no key/),
  ]);
});

test("addresses, paths and names that can be none are faults", async () => {
  const devices = [
    { asset: "a", ip: "192.0.2.300" },
    { asset: "b", tcp: "192.0.2.8" },
    { asset: "c", serial: "tty/lg-1" },
    { asset: "d", usn: "uuid:x::upnp:rootdevice" },
  ];
  const { faults } = await findingsOf({ devices });
  expect(faults).toEqual([
    "lab device a: ip 192.0.2.300 is no address",
    "lab device b: tcp 192.0.2.8 is no host:port",
    "lab device c: serial tty/lg-1 is not an absolute path",
    "lab device d: usn uuid:x::upnp:rootdevice names a service; its device is uuid:x",
  ]);
});

test("an address that would join several devices into one is a fault that says which", async () => {
  const devices = [{ asset: "a", ip: "192.0.2.8" }];
  const { faults } = await findingsOf({ static: [port(1), port(2)], devices });
  expect(faults).toEqual([
    expect.stringMatching(/^lab device a: ip 192\.0\.2\.8 would make \/static\/0 and \/static\/1/),
  ]);
  const rokus = await findingsOf({
    ...{ static: [roku(8060), roku(8061)] },
    devices: [{ asset: "a", ip: "192.0.2.7" }],
  });
  expect(rokus.faults).toHaveLength(1);
});

test("an address of one device is none, nor are several ports without one", async () => {
  const devices = [
    { asset: "a", ip: "192.0.2.7" },
    { asset: "b", tcp: "192.0.2.8:1" },
  ];
  const { faults, warnings } = await findingsOf({
    ...{ static: [roku(8060), port(1), port(2)] },
    devices,
  });
  expect([...faults, ...warnings]).toEqual([]);
});

test("a port that nothing finds is a warning", async () => {
  const devices = [
    { asset: "a", serial: "/dev/no-such-port" },
    { asset: "b", tcp: "192.0.2.8:9" },
  ];
  const { faults, warnings } = await findingsOf({ serial, static: [port(1)], devices });
  expect(faults).toEqual([]);
  expect(warnings).toEqual([
    expect.stringMatching(/^lab device a: no entry of .* finds the port \/dev\/no-such-port/),
    expect.stringMatching(/^lab device b: no entry of .* is the port 192\.0\.2\.8:9/),
  ]);
});

test("a listed port that is listed twice, or found by a glob under another name, is a fault", async () => {
  const folder = openFolder();
  const listed = (path: string) => ({ driver: "lg-rs232", link: { kind: "serial", path } });
  const { faults } = await findingsOf(
    {
      serial,
      static: [
        ...[port(1), port(1, "192.0.2.8")],
        ...[listed(join(folder, "by-id", "usb-A")), listed("/dev/full"), listed("/dev/full")],
      ],
    },
    folder,
  );
  expect(faults).toEqual([
    "/static/1 is tcp:192.0.2.8:1, which /static/0 is already",
    "/static/4 is /dev/full, which /static/3 is already",
    expect.stringMatching(/^\/static\/2 names a port that \/serial\/0 finds as .*pci-1, too/),
  ]);
});

test("an entry's settings are tried by the driver of the way that its key leads to", async () => {
  const folder = openFolder();
  const devices = [
    { asset: "a", serial: join(folder, "by-path", "pci-1"), settings: { setId: 100 } },
    { asset: "b", tcp: "192.0.2.8:1", settings: { boot: "(" } },
    { asset: "c", usn: "u1", settings: { speed: 1 } },
    { asset: "d", serial: join(folder, "by-path", "pci-2"), driver: "roku-ecp" },
    { asset: "e", usn: "u2", driver: "lg-rs232" },
  ];
  const ssdp = { interfaces: ["lo"] };
  const { faults } = await findingsOf({ serial, ssdp, static: [port(1)], devices }, folder);
  expect(faults).toEqual([
    expect.stringMatching(/^lab device a: \/setId /),
    expect.stringMatching(/^lab device b: \/boot /),
    expect.stringMatching(/^lab device c: \/speed /),
    expect.stringMatching(/^lab device d: driver roku-ecp does not work/),
    expect.stringMatching(/^lab device e: driver lg-rs232 does not work/),
  ]);
});

test("steps of a check or a clean-up that no device can run are faults, each by its place", async () => {
  const press = { capability: "remote-control", command: "press" };
  const devices = [
    { asset: "a", usn: "u1", check: [], cleanUp: [{ ...press, parameters: { key: "home" } }] },
    {
      ...{ asset: "b", usn: "u2" },
      check: [{ capability: "power", command: "state", expect: { state: "red" } }],
      cleanUp: [{ capability: "power", command: "on" }, press],
    },
  ];
  const { faults } = await findingsOf({ devices });
  expect(faults).toEqual([
    expect.stringContaining("lab device b: check step 1 power.state: state is never so: "),
    expect.stringContaining(
      "lab device b: cleanUp step 2 remote-control.press: the parameters do not fit",
    ),
  ]);
});
