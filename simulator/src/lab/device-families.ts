import { RaeError } from "@rae/protocol";
import type { DeviceFamily, DeviceSpec } from "./devices/device-family.ts";
import type { DeviceContext } from "./devices/device-state.ts";
import { lgRs232 } from "./devices/lg-rs232.ts";
import { linuxConsole } from "./devices/linux-console.ts";
import { roku } from "./devices/roku.ts";
import type { VirtualDevice } from "./devices/virtual-device.ts";

const families: ReadonlyMap<string, DeviceFamily> = new Map(
  [roku, lgRs232, linuxConsole].map((family) => [family.name, family]),
);
const familyNames: readonly string[] = [...families.keys()];

/** What is wrong with a spec; empty if nothing is. */
export function specFaults(spec: DeviceSpec): readonly string[] {
  const known = families.get(spec.family);
  return known?.faultsOf(spec) ?? [`/family must be one of ${familyNames.join(", ")}`];
}

/** Whether a device of this spec has a port in the folder of serial ports. */
export function needsSerialDir(spec: DeviceSpec): boolean {
  return families.get(spec.family)?.needsSerialDir(spec) ?? false;
}

/**
 * Makes the device of a spec; it is not open yet.
 * @throws RaeError `config-invalid` for a family that does not exist, ConfigError for settings that are not usable.
 */
export function createDevice(spec: DeviceSpec, context: DeviceContext): VirtualDevice {
  const known = families.get(spec.family);
  if (known !== undefined) return known.create(spec, context);
  throw new RaeError("config-invalid", `there is no family ${spec.family}`, {
    details: { families: familyNames },
  });
}
