import { canonicalHost, parseHostAndPort, stepsFaults } from "@rae/driver";
import type { LabDevice } from "../core/assignment/lab.ts";
import { serialPathOf, tcpWireKey } from "../core/faces/wire-key.ts";
import { deviceOf } from "../discovery/serial-ports.ts";
import { checkDriver, type DriverNamed } from "./check-ways.ts";
import type { Findings } from "./findings.ts";
import type { FoundPorts } from "./found-ports.ts";
import type { Way } from "./ways.ts";

/** What the lab's entries are held against. */
export interface LabSurroundings {
  readonly ways: readonly Way[];
  readonly ports: FoundPorts;
  readonly driverNamed: DriverNamed;
}

/**
 * Finds entries of the lab that name nothing, the same device as another, or several at once,
 * drivers and settings that do not work on the devices that they name, and steps of checks and
 * clean-ups that no device can run.
 */
export function checkLab(
  lab: readonly LabDevice[],
  surroundings: LabSurroundings,
  findings: Findings,
): void {
  const assets = new Set<string>();
  const owners = new Map<string, string>();
  for (const device of lab) {
    const place = `lab device ${device.asset}: `;
    if (assets.has(device.asset)) {
      findings.fault(`${place}the asset is in two entries: a device has one, with all its keys`);
    }
    assets.add(device.asset);
    for (const list of ["check", "cleanUp"] as const) {
      const faults = stepsFaults(list, device[list]);
      for (const fault of faults) findings.fault(`${place}${fault}`);
    }
    const names = namesOf(device, place, findings);
    if (names === undefined) {
      findings.fault(`${place}it has no key: give it serial, tcp, wire, usn, mac or ip`);
      continue;
    }
    for (const name of names) {
      const owner = owners.get(name);
      owners.set(name, owner ?? device.asset);
      if (owner !== undefined && owner !== device.asset) {
        findings.fault(`${place}${name} already names ${owner}`);
      }
    }
    checkPlaces(device, surroundings, place, findings);
    checkSettings(device, surroundings, place, findings);
  }
}

/** The keys of an entry, each in the one way to write it; undefined if it has none. */
function namesOf(
  { serial, tcp, wire, usn, mac, ip }: LabDevice,
  place: string,
  findings: Findings,
): readonly string[] | undefined {
  const names: string[] = [];
  if (serial !== undefined) {
    const path = serialPathOf(serial);
    if (!path.startsWith("/")) findings.fault(`${place}serial ${serial} is not an absolute path`);
    names.push(`port ${deviceOf(path)}`);
  }
  if (tcp !== undefined) {
    if (parseHostAndPort(tcp) === undefined) findings.fault(`${place}tcp ${tcp} is no host:port`);
    names.push(tcpWireKey(tcp));
  }
  if (wire !== undefined) {
    names.push(wire.startsWith("serial:") ? `port ${deviceOf(serialPathOf(wire))}` : wire);
  }
  if (usn !== undefined) {
    const [device = ""] = usn.split("::");
    if (device !== usn)
      findings.fault(`${place}usn ${usn} names a service; its device is ${device}`);
    names.push(`usn ${device}`);
  }
  if (mac !== undefined) names.push(`mac ${mac.toLowerCase()}`);
  if (ip !== undefined) {
    if (canonicalHost(ip) === undefined) findings.fault(`${place}ip ${ip} is no address`);
    names.push(`ip ${canonicalHost(ip) ?? ip}`);
  }
  return names.length === 0 ? undefined : names;
}

/** Whether anything finds what the entry names, and only one device. */
function checkPlaces(
  { serial, tcp, ip }: LabDevice,
  { ways, ports }: LabSurroundings,
  place: string,
  findings: Findings,
): void {
  if (serial !== undefined && waysToPort(serial, ways, ports).length === 0) {
    findings.warn(`${place}no entry of /serial or /static finds the port ${serial}`);
  }
  if (tcp !== undefined && !ways.some(({ wire }) => wire === tcpWireKey(tcp))) {
    findings.warn(`${place}no entry of /static is the port ${tcp}`);
  }
  if (ip === undefined) return;
  const there = ways.filter(({ host }) => host === canonicalHost(ip));
  const isOne = there.every(
    (way) => !there.some((other) => other !== way && areDevices(way, other)),
  );
  if (isOne) return;
  const listed = there.map((way) => way.place).join(" and ");
  findings.fault(`${place}ip ${ip} would make ${listed} one device: name one by tcp or usn`);
}

/**
 * Whether two ways at one address lead to two devices: two ports of a terminal server, or two of
 * one kind.
 */
function areDevices(a: Way, b: Way): boolean {
  return (a.kind === "tcp" && b.kind === "tcp") || a.driver === b.driver;
}

/**
 * Driver and settings of an entry count on all faces that its keys name: each kind of key must have
 * a way where they work.
 */
function checkSettings(
  device: LabDevice,
  surroundings: LabSurroundings,
  place: string,
  findings: Findings,
): void {
  const { driver, settings = {} } = device;
  if (driver === undefined && device.settings === undefined) return;
  if (driver !== undefined) {
    const factory = findings.collect(place, () => surroundings.driverNamed(driver));
    if (factory === undefined) return;
  }
  const ways = waysByKey(device, surroundings).filter((each) => each.length > 0);
  if (ways.length === 0 && driver !== undefined) {
    findings.collect(place, () => surroundings.driverNamed(driver).checkSettings(settings));
  }
  for (const alternatives of ways) {
    const failures = alternatives.map((way) => {
      const isOther = driver !== undefined && driver !== way.driver;
      const asNamed = {
        kind: way.kind,
        driver: driver ?? way.driver,
        settings: isOther ? settings : { ...way.settings, ...settings },
      };
      return () => checkDriver(asNamed, surroundings.driverNamed);
    });
    const [first] = failures;
    if (first !== undefined && failures.every(throws)) findings.collect(place, first);
  }
}

function throws(action: () => void): boolean {
  try {
    action();
    return false;
  } catch {
    return true;
  }
}

function waysByKey(
  { serial, tcp, usn, mac, ip }: LabDevice,
  { ways, ports }: LabSurroundings,
): readonly (readonly Way[])[] {
  const announced = ways.filter(({ kind, wire }) => kind === "http" && wire === undefined);
  const alternatives: (readonly Way[])[] = [];
  if (serial !== undefined) alternatives.push(waysToPort(serial, ways, ports));
  if (tcp !== undefined) alternatives.push(ways.filter(({ wire }) => wire === tcpWireKey(tcp)));
  if (ip !== undefined) {
    const there = ways.filter(({ host }) => host === canonicalHost(ip));
    alternatives.push(there.length > 0 ? there : announced);
  }
  // Any face may tell such a name, those of the network first of all.
  if (usn !== undefined || (mac !== undefined && alternatives.length === 0)) {
    const network = [...announced, ...ways.filter(({ kind, wire }) => kind === "http" && wire)];
    alternatives.push(network.length > 0 ? network : ways);
  }
  return alternatives;
}

function waysToPort(serial: string, ways: readonly Way[], ports: FoundPorts): readonly Way[] {
  const path = serialPathOf(serial);
  const finding = ports.findingOf(path);
  return ways.filter(
    ({ place, kind, wire }) =>
      kind === "serial" &&
      (wire === deviceOf(path) || (finding !== undefined && place === `/serial/${finding.index}`)),
  );
}
