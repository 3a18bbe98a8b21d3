import { join } from "node:path";
import { silentLogger, systemClock } from "@rae/kit";
import type { JsonObject } from "@rae/protocol";
import type { Driver, DriverContext, DriverFactory, Observation } from "../driver.ts";
import { PtyLink } from "./pty-link.ts";
import { makePortFolder, VirtualPort } from "./virtual-port.ts";
import { waitForState } from "./wait-for-state.ts";

/** A driver on a virtual serial port whose other end the test plays. */
export async function openSerialDriver(
  factory: DriverFactory,
  settings: JsonObject,
  context: Partial<DriverContext> = {},
) {
  if (factory.needs !== "bytes") throw new Error(`${factory.name} is no serial driver`);
  const folder = makePortFolder();
  const path = join(folder.path, "device");
  const port = new VirtualPort(path);
  const link = new PtyLink(path);
  const reports: Observation[] = [];
  const ownContext: DriverContext = {
    clock: systemClock,
    logger: silentLogger,
    remembered: {},
    report: (observation) => reports.push(observation),
  };
  let driver: Driver;
  try {
    driver = factory.open(link, settings, { ...ownContext, ...context });
  } catch (error) {
    await link.close();
    port.unplug();
    folder.remove();
    throw error;
  }
  await waitForState(link, "open");
  const close = async () => {
    await driver.close();
    await link.close();
    port.unplug();
    folder.remove();
  };
  return { driver, link, port, reports, close };
}
