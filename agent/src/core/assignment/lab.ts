import { canonicalHost } from "@rae/driver";
import type { JsonObject } from "@rae/protocol";
import type { Face } from "../faces/face.ts";
import { serialWireKey, tcpWireKey } from "../faces/wire-key.ts";
import type { DeviceKey } from "./device-key.ts";
import { holds } from "./identity.ts";

/** One device of the lab file: the operator's name for it, and by what it is recognised on any of its faces. */
export interface LabDevice {
  readonly asset: string;
  /** A serial port: its path, or `by-path:<name>`. */
  readonly serial?: string;
  /** A port of a terminal server: `host:port`. */
  readonly tcp?: string;
  readonly usn?: string;
  readonly mac?: string;
  /** An address; only here does it identify a device, on the operator's word. */
  readonly ip?: string;
  /** Driver and settings for its faces, instead of those that discovery gives. */
  readonly driver?: string;
  readonly settings?: JsonObject;
}

/** The entry that names a face with these keys; the first if several do. */
export function labDeviceFor(
  lab: readonly LabDevice[],
  keys: readonly DeviceKey[],
): LabDevice | undefined {
  return lab.find((device) => labKeys(device).some((key) => holds(keys, key)));
}

/** The keys with the asset that the lab file gives them, which comes first. */
export function withAsset(
  lab: readonly LabDevice[],
  keys: readonly DeviceKey[],
): readonly DeviceKey[] {
  const asset = labDeviceFor(lab, keys)?.asset;
  return asset === undefined ? keys : [{ kind: "asset", value: asset }, ...keys];
}

/** The face with driver and settings of its entry in the lab file. */
export function withLabSettings(lab: readonly LabDevice[], face: Face): Face {
  const device = labDeviceFor(lab, face.keys);
  return {
    ...face,
    driver: device?.driver ?? face.driver,
    settings: { ...face.settings, ...device?.settings },
  };
}

function labKeys({ serial, tcp, usn, mac, ip }: LabDevice): DeviceKey[] {
  const keys: DeviceKey[] = [];
  if (serial !== undefined) keys.push({ kind: "wire", value: wireOf(serial) });
  if (tcp !== undefined) keys.push({ kind: "wire", value: tcpWireKey(tcp) });
  if (usn !== undefined) keys.push({ kind: "usn", value: usn });
  if (mac !== undefined) keys.push({ kind: "mac", value: mac.toLowerCase() });
  if (ip !== undefined) keys.push({ kind: "ip", value: canonicalHost(ip) ?? ip });
  return keys;
}

function wireOf(serial: string): string {
  if (serial.startsWith("serial:")) return serial;
  return serial.startsWith("by-path:") ? `serial:${serial}` : serialWireKey(serial);
}
