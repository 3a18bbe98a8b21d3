import type { DriverFactory } from "@rae/driver";
import { lgRs232 } from "@rae/driver-lg-rs232";
import { rokuEcp } from "@rae/driver-roku-ecp";
import { serialConsole } from "@rae/driver-serial-console";
import { RaeError } from "@rae/protocol";

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
