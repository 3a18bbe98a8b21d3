import type { JsonObject } from "@rae/protocol";
import type { Driver, DriverContext, FactoryFor, Observation } from "../../driver.ts";
import { driverContext } from "../driver-context.ts";
import { openSerialPort, type SerialPort } from "./serial-port.ts";

/** A driver on a virtual serial port whose other end the test plays. */
export async function openSerialDriver(
  factory: FactoryFor<"bytes">,
  settings: JsonObject,
  given: Partial<DriverContext> = {},
): Promise<SerialPort & { readonly driver: Driver; readonly reports: readonly Observation[] }> {
  const serial = await openSerialPort();
  const { context, reports } = driverContext(given);
  let driver: Driver;
  try {
    driver = factory.open(serial.link, settings, context);
  } catch (error) {
    await serial.close();
    throw error;
  }
  const close = async () => {
    await driver.close();
    await serial.close();
  };
  return { ...serial, driver, reports, close };
}
