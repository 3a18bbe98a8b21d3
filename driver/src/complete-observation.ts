import type { DeviceObservation } from "./device-definition.ts";
import type { Observation, PartObservation } from "./driver.ts";

/** The observation that the agent takes, of what a driver's author told. */
export function completeObservation(
  told: DeviceObservation,
  partCapabilities: readonly string[],
): Observation {
  const { parts, ...own } = told;
  if (parts === undefined) return { keys: [], ...own };
  const complete = Object.entries(parts).map(([name, part]): readonly [string, PartObservation] => [
    name,
    { keys: [], ...part, capabilities: partCapabilities },
  ]);
  return { keys: [], ...own, parts: Object.fromEntries(complete) };
}
