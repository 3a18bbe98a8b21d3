import type { AttributeValue } from "@rae/protocol";
import type { DeviceKey, KeyKind } from "../assignment/device-key.ts";
import type { Face } from "./face.ts";
import { networkAddress } from "./link-id.ts";
import { isNetworkSpec } from "./link-spec.ts";

type Values = Readonly<Record<string, AttributeValue>>;

/**
 * Attributes that tell one device from another: two sessions that share one may be the same device.
 */
export const sessionMarks: readonly string[] = [
  "identity.mac",
  "identity.serial",
  "identity.esn",
  "identity.usn",
];

const attributeNames: Partial<Record<KeyKind, string>> = {
  asset: "identity.asset",
  wire: "identity.wire",
  usn: "identity.usn",
  mac: "identity.mac",
};

/** The attributes that may follow from keys. */
export const keyAttributeNames: readonly string[] = Object.values(attributeNames);

/** What follows from the keys of a new session alone. */
export function keyAttributes(keys: readonly DeviceKey[]): Values {
  const values: Record<string, AttributeValue> = {};
  for (const { kind, value } of keys) {
    const name = attributeNames[kind];
    if (name !== undefined && !(name in values)) values[name] = value;
  }
  return values;
}

/**
 * The part of it that the operator decides, by the lab file and by plugging in; the rest is the
 * device's word.
 */
export function placeAttributes(keys: readonly DeviceKey[]): Values {
  return keyAttributes(keys.filter(({ kind }) => kind === "asset" || kind === "wire"));
}

/** What follows from the way to the device. */
export function faceAttributes({ link, attributes = {} }: Face): Values {
  if (!isNetworkSpec(link)) return attributes;
  const { host, port } = networkAddress(link);
  return { ...attributes, "net.address": host, "net.port": port };
}
