/** Ranked keys by which a device is told from others, the highest first; see `identity`. */
export const keyKinds = ["asset", "wire", "usn", "adb", "mac", "ip"] as const;
export type KeyKind = (typeof keyKinds)[number];

/** One name of a device: the operator's (`asset`), of the place where it is plugged in, its own, or its address. */
export interface DeviceKey {
  readonly kind: KeyKind;
  readonly value: string;
}
