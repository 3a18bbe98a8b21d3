import { silentLogger, systemClock } from "@rae/kit";
import { createDevice } from "../../src/lab/device-families.ts";
import type { DeviceSpec } from "../../src/lab/devices/device-family.ts";
import type { VirtualDevice } from "../../src/lab/devices/virtual-device.ts";

/** A device on loopback, without SSDP; its serial port, if it has one, lies in `serialDir`. */
export async function openTestDevice(
  spec: DeviceSpec,
  serialDir = "/nonexistent",
): Promise<VirtualDevice> {
  const context = {
    ...{ clock: systemClock, logger: silentLogger, serialDir },
    ...{ host: "127.0.0.1", interfaces: [] },
  };
  const device = createDevice(spec, context);
  await device.open();
  return device;
}
