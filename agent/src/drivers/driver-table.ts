import { RaeError } from "@rae/protocol";
import type { DriverFactory } from "../ports/driver.ts";
import { lgRs232 } from "./lg-rs232/driver.ts";
import { rokuEcp } from "./roku-ecp/driver.ts";
import { serialConsole } from "./serial-console/driver.ts";

/** Every driver, by the name that discovery and the lab file use. */
export const driverTable: ReadonlyMap<string, DriverFactory> = new Map(
  [lgRs232, rokuEcp, serialConsole].map((factory) => [factory.name, factory]),
);

/**
 * The driver of that name.
 * @throws RaeError `config-invalid` naming the drivers that there are.
 */
export function driverNamed(name: string): DriverFactory {
  const factory = driverTable.get(name);
  if (factory !== undefined) return factory;
  const known = [...driverTable.keys()];
  throw new RaeError(
    "config-invalid",
    `there is no driver ${name}; there are ${known.join(", ")}`,
    { details: { driver: name, known } },
  );
}
