import { type Care, canonicalHost } from "@rae/driver";
import type { JsonObject } from "@rae/protocol";
import type { Face } from "../faces/face.ts";
import type { LinkSpec } from "../faces/link-spec.ts";
import { serialWireKey, tcpWireKey } from "../faces/wire-key.ts";
import { type DeviceKey, keyText } from "./device-key.ts";

/**
 * One device of the lab file: the operator's name for it, and by what it is recognised on any of its faces. Its `check` and `cleanUp`
 * stand in place of those of its drivers.
 */
export interface LabDevice extends Care {
  readonly asset: string;
  /** A serial port: its path, or `by-path:<name>`. */
  readonly serial?: string;
  /** A port of a terminal server: `host:port`. */
  readonly tcp?: string;
  /** Any other wire, as `identity.wire` shows it: an outlet `http:192.0.2.9:80#3`. */
  readonly wire?: string;
  readonly usn?: string;
  readonly mac?: string;
  /** An address; only here does it identify a device, on the operator's word. */
  readonly ip?: string;
  /** Driver of its faces, instead of the one that discovery gives, and of that one's settings and speed. */
  readonly driver?: string;
  readonly settings?: JsonObject;
  /** Speed of its serial port. */
  readonly baudRate?: number;
}

/** The lab file, ready to be asked. */
export class Lab {
  /** Each key with the asset that it names, in the order of the file. */
  readonly names: readonly { readonly asset: string; readonly key: DeviceKey }[];
  readonly #assets: ReadonlyMap<string, LabDevice>;
  readonly #entries = new Map<string, { readonly device: LabDevice; readonly index: number }>();

  constructor(devices: readonly LabDevice[]) {
    // Of two entries with one asset the first counts, as for their keys.
    this.#assets = new Map(devices.toReversed().map((device) => [device.asset, device]));
    this.names = devices.flatMap((device) =>
      labKeys(device).map((key) => ({ asset: device.asset, key })),
    );
    for (const [index, device] of devices.entries()) {
      for (const key of labKeys(device)) {
        if (!this.#entries.has(keyText(key))) this.#entries.set(keyText(key), { device, index });
      }
    }
  }

  /** Whether an entry has this asset. */
  hasAsset(asset: string): boolean {
    return this.#assets.has(asset);
  }

  /** The entry with this asset. */
  deviceOf(asset: string): LabDevice | undefined {
    return this.#assets.get(asset);
  }

  /** The entry that names a face with these keys; the first if several do. */
  deviceFor(keys: readonly DeviceKey[]): LabDevice | undefined {
    const found = keys.flatMap((key) => this.#entries.get(keyText(key)) ?? []);
    return found.toSorted((a, b) => a.index - b.index)[0]?.device;
  }

  /** The face with driver, settings and speed of its entry. What discovery says of another driver is not for this one. */
  withSettings(face: Face): Face {
    const { driver = face.driver, settings, baudRate } = this.deviceFor(face.keys) ?? {};
    const given = driver === face.driver ? face : { settings: {}, link: withoutSpeed(face.link) };
    return {
      ...face,
      driver,
      settings: { ...given.settings, ...settings },
      link: baudRate === undefined ? given.link : withSpeed(given.link, baudRate),
    };
  }
}

function withoutSpeed(link: LinkSpec): LinkSpec {
  return link.kind === "serial" ? { kind: "serial", path: link.path } : link;
}

function withSpeed(link: LinkSpec, baudRate: number): LinkSpec {
  return link.kind === "serial" ? { ...link, baudRate } : link;
}

function labKeys({ serial, tcp, wire, usn, mac, ip }: LabDevice): DeviceKey[] {
  const keys: DeviceKey[] = [];
  if (serial !== undefined) keys.push({ kind: "wire", value: wireOf(serial) });
  if (tcp !== undefined) keys.push({ kind: "wire", value: tcpWireKey(tcp) });
  if (wire !== undefined) keys.push({ kind: "wire", value: wire });
  if (usn !== undefined) keys.push({ kind: "usn", value: usn });
  if (mac !== undefined) keys.push({ kind: "mac", value: mac.toLowerCase() });
  if (ip !== undefined) keys.push({ kind: "ip", value: canonicalHost(ip) ?? ip });
  return keys;
}

function wireOf(serial: string): string {
  if (serial.startsWith("serial:")) return serial;
  return serial.startsWith("by-path:") ? `serial:${serial}` : serialWireKey(serial);
}
