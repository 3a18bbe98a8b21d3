import { join } from "node:path";
import { silentLogger, systemClock } from "@rae/kit";
import type { JsonObject } from "@rae/protocol";
import { openLink } from "../../src/links/open-link.ts";
import type { Driver, DriverContext, DriverFactory, Observation } from "../../src/ports/driver.ts";
import { makePortFolder, VirtualPort } from "../virtual-port.ts";
import { waitForState } from "../wait-for-state.ts";

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
  const link = openLink(
    { kind: "serial", path, baudRate: factory.defaultBaudRate },
    {
      clock: systemClock,
      logger: silentLogger,
      backoff: { initialMs: 20, maxMs: 50, factor: 2, jitter: 0 },
    },
  );
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
