import { ConfigError, parseConfig } from "@rae/kit";
import { type JsonObject, RaeError } from "@rae/protocol";
import type { Static, TSchema } from "typebox";

/**
 * Checks a driver's settings against its schema and fills in its defaults.
 * @throws RaeError `config-invalid` naming every fault.
 */
export function parseDriverSettings<S extends TSchema>(
  driver: string,
  schema: S,
  settings: JsonObject,
): Static<S> {
  try {
    return parseConfig(schema, settings, `the settings of driver ${driver}`);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new RaeError("config-invalid", error.message, {
      cause: error,
      details: { driver, faults: error.faults },
    });
  }
}
