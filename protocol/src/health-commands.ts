import { schemaFaults } from "@rae/kit";
import { Type } from "typebox";
import type { JsonObject } from "./command.ts";
import { RaeError } from "./rae-error.ts";

/** The capability's name of commands that ask an agent to look after a device. No driver and no client has it. */
export const healthCapability = "health" as const;

/**
 * Neither takes parameters; both result in the `health.state` and `health.reason` that follow. `check` runs the device's check now, and
 * before it a clean-up that has not succeeded yet. `release` ends a quarantine without a check.
 */
export const healthCommandNames = ["check", "release"] as const;
export type HealthCommandName = (typeof healthCommandNames)[number];

const none = Type.Object({}, { additionalProperties: false });

/** @throws RaeError `unsupported` for a command of a newer version, `invalid-parameters`. */
export function parseHealthOrder(command: string, parameters: JsonObject): HealthCommandName {
  const name = healthCommandNames.find((known) => known === command);
  const what = `${healthCapability}.${command}`;
  if (name === undefined) throw new RaeError("unsupported", `there is no command ${what}`);
  const faults = schemaFaults(none, parameters);
  if (faults.length === 0) return name;
  throw new RaeError("invalid-parameters", `the parameters do not fit ${what}`, {
    details: { faults },
  });
}
