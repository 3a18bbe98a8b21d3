import type { DriverFactory } from "@rae/driver";
import { lgRs232 } from "@rae/driver-lg-rs232";
import { rokuEcp } from "@rae/driver-roku-ecp";
import { serialConsole } from "@rae/driver-serial-console";
import { RaeError } from "@rae/protocol";

/** Drivers by the name that discovery and the lab file use. */
export type Drivers = ReadonlyMap<string, DriverFactory>;

/** The drivers that every agent has. */
export const builtInDrivers: Drivers = driversBy([lgRs232, rokuEcp, serialConsole]);

/**
 * The drivers that every agent has, and others.
 * @throws RaeError `config-invalid` if two have one name.
 */
export function withDrivers(others: readonly DriverFactory[]): Drivers {
  const drivers = driversBy([...builtInDrivers.values(), ...others]);
  if (drivers.size === builtInDrivers.size + others.length) return drivers;
  const names = [...builtInDrivers.keys(), ...others.map(({ name }) => name)];
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  throw new RaeError("config-invalid", `two drivers have the name ${twice}: leave one out`, {
    details: { driver: twice },
  });
}

/**
 * The driver of that name.
 * @throws RaeError `config-invalid` naming the drivers that there are.
 */
export function driverNamed(name: string, drivers: Drivers = builtInDrivers): DriverFactory {
  const factory = drivers.get(name);
  if (factory !== undefined) return factory;
  const known = [...drivers.keys()];
  throw new RaeError(
    "config-invalid",
    `there is no driver ${name}; there are ${known.join(", ")}`,
    { details: { driver: name, known } },
  );
}

function driversBy(factories: readonly DriverFactory[]): Drivers {
  return new Map(factories.map((factory) => [factory.name, factory]));
}
