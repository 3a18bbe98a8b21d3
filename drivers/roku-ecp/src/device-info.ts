import type { AttributeValue, ToldKey } from "@rae/driver";
import { powerState } from "./codec.ts";

/** The unique service name that SSDP announces for a serial number, so that both faces of discovery give one key. */
export function usnOf(serial: string): string {
  return `uuid:roku:ecp:${serial}`;
}

/** Attributes by the field of /query/device-info that tells them; the first field that is there wins. */
const fieldsOf: Readonly<Record<string, readonly string[]>> = {
  "identity.serial": ["serial-number"],
  // What Roku's SDK called the ESN of the device ("GetDeviceUniqueId") is this field here; there is none of that name.
  "identity.esn": ["device-id"],
  "model.name": ["friendly-model-name", "model-name"],
  "model.number": ["model-number"],
  "model.vendor": ["vendor-name"],
  "firmware.version": ["software-version"],
  "x.roku.build": ["software-build"],
  "x.roku.name": ["user-device-name", "friendly-device-name"],
  "x.roku.power-mode": ["power-mode"],
  "x.roku.setting-mode": ["ecp-setting-mode"],
};

/** All attributes that device-info may tell. */
const told = [...Object.keys(fieldsOf), "identity.usn", "identity.mac"];

/** A name that a device has of itself; with anything else in it, it was damaged on its way. */
const identifier = /^[!-~]{1,64}$/;

/** Whether the answer says which device it is: any program may answer at an address. */
export function identifiesRoku(fields: ReadonlyMap<string, string>): boolean {
  return ["serial-number", "device-id", "udn"].some((name) => idOf(fields, name) !== undefined);
}

/** What the fields of /query/device-info say, in Rae's words. */
export function describeRoku(fields: ReadonlyMap<string, string>): {
  readonly attributes: Record<string, AttributeValue>;
  readonly removed: readonly string[];
  readonly keys: readonly ToldKey[];
} {
  const attributes: Record<string, AttributeValue> = {};
  for (const [attribute, names] of Object.entries(fieldsOf)) {
    const read = attribute.startsWith("identity.") ? idOf : fieldOf;
    const value = names.map((name) => read(fields, name)).find((found) => found !== undefined);
    if (value !== undefined) attributes[attribute] = value;
  }
  attributes["power.state"] = powerState(fields.get("power-mode") ?? "");
  const keys: ToldKey[] = [];
  const serial = idOf(fields, "serial-number");
  if (serial !== undefined) {
    attributes["identity.usn"] = usnOf(serial);
    keys.push({ kind: "usn", value: usnOf(serial) });
  }
  const mac = macOf(fields);
  if (mac !== undefined) {
    attributes["identity.mac"] = mac;
    keys.push({ kind: "mac", value: mac });
  }
  return { attributes, removed: told.filter((name) => !(name in attributes)), keys };
}

function fieldOf(fields: ReadonlyMap<string, string>, name: string): string | undefined {
  return fields.get(name);
}

function idOf(fields: ReadonlyMap<string, string>, name: string): string | undefined {
  const value = fields.get(name);
  return value !== undefined && identifier.test(value) ? value : undefined;
}

/** What the device's own setting says of control by network; undefined if it leaves it open. */
export function limitedBySetting(fields: ReadonlyMap<string, string>): boolean | undefined {
  const mode = fields.get("ecp-setting-mode");
  if (mode === "limited" || mode === "disabled") return true;
  return mode === "enabled" || mode === "permissive" ? false : undefined;
}

/** An address of one card: not everybody's or a group's (odd first byte), and not the zeros of an interface that is off. */
const ownMac = /^(?!00:00:00:00:00:00)[0-9a-f][02468ace](?::[0-9a-f]{2}){5}$/;

/** The address of the interface in use, for a Roku tells both that it has. */
function macOf(fields: ReadonlyMap<string, string>): string | undefined {
  const wired = fields.get("ethernet-mac");
  const wireless = fields.get("wifi-mac");
  const used =
    fields.get("network-type") === "ethernet" ? (wired ?? wireless) : (wireless ?? wired);
  const mac = used?.toLowerCase().replaceAll("-", ":");
  return mac !== undefined && ownMac.test(mac) ? mac : undefined;
}
