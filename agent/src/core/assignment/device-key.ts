import { compareTexts } from "./compare-texts.ts";

/** Ranked kinds of keys by which a device is told from others, the highest first. */
export const keyKinds = ["asset", "wire", "usn", "adb", "mac", "ip"] as const;
export type KeyKind = (typeof keyKinds)[number];

/** One name of a device: the operator's (`asset`), of the place where it is plugged in, its own, or its address. */
export interface DeviceKey {
  readonly kind: KeyKind;
  readonly value: string;
}

const ranks: Readonly<Record<KeyKind, number>> = {
  asset: 1,
  wire: 2,
  usn: 3,
  adb: 3,
  mac: 4,
  ip: 5,
};

/** Orders keys by rank, then by value. */
export function compareKeys(a: DeviceKey, b: DeviceKey): number {
  return ranks[a.kind] - ranks[b.kind] || compareTexts(a.value, b.value);
}

/** The rank of a key, 1 the highest; a USN and an ADB serial have the same. */
export function rankOf({ kind }: DeviceKey): number {
  return ranks[kind];
}

/** A text that is the same for the same key alone. */
export function keyText({ kind, value }: DeviceKey): string {
  return `${kind} ${value}`;
}

/** Whether two keys are the same. */
export function sameKey(a: DeviceKey, b: DeviceKey): boolean {
  return a.kind === b.kind && a.value === b.value;
}

/** Whether `key` is among `keys`. */
export function holds(keys: readonly DeviceKey[], key: DeviceKey): boolean {
  return keys.some((each) => sameKey(each, key));
}
