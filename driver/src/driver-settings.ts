import { ConfigError, parseConfig } from "@rae/kit";
import type { JsonObject } from "@rae/protocol";
import type { Static, TSchema } from "typebox";
import { DriverError } from "./driver-error.ts";

/**
 * Checks a driver's settings against its schema, fills in its defaults, and then asks `moreFaults` for what a schema cannot say.
 * @throws DriverError `config-invalid` naming every fault.
 */
export function parseDriverSettings<S extends TSchema>(
  driver: string,
  schema: S,
  settings: JsonObject,
  moreFaults: (settings: Static<S>) => readonly string[] = () => [],
): Static<S> {
  const source = `the configuration of driver ${driver}`;
  try {
    const parsed = parseConfig(schema, settings, source);
    const faults = moreFaults(parsed);
    if (faults.length > 0) throw new ConfigError(source, faults);
    return parsed;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new DriverError("config-invalid", error.message, {
      cause: error,
      details: { driver, faults: error.faults },
    });
  }
}
