import { capabilities, isAttributeName } from "@rae/protocol";
import { checkObservation } from "../../checking/checked-observation.ts";
import type { Observation } from "../../driver.ts";
import { jsonFaults } from "./json-faults.ts";

/** Longer keys are taken for something else. */
const maxKeyLength = 256;

/** What the agent would not take of an observation, or pass over in silence, each a sentence. */
export function observationFaults(observation: Observation): readonly string[] {
  return [
    ...jsonFaults(observation, ""),
    ...checkObservation(observation).faults,
    ...silentFaults(observation, ""),
    ...Object.entries(observation.parts ?? {}).flatMap(([name, part]) => [
      ...silentFaults(part, `part ${name}: `),
      ...capabilityFaults(part.capabilities).map((fault) => `part ${name} ${fault}`),
    ]),
  ];
}

/** What is wrong with the capabilities that a device offers. */
export function capabilityFaults(offered: readonly string[]): readonly string[] {
  const unknown = offered.filter((name) => !capabilities.has(name));
  return [
    ...(offered.includes("info") ? [] : ["does not offer info"]),
    ...unknown.map((name) => `offers ${name}, which is no capability`),
  ];
}

/** What has no effect at the agent, and no fault either. */
function silentFaults(
  { removed = [], recalled = [], keys }: Omit<Observation, "parts">,
  place: string,
): readonly string[] {
  return [
    ...[...removed, ...recalled]
      .filter((name) => !isAttributeName(name))
      .map((name) => `${place}${name} is not an attribute`),
    ...keys
      .filter(({ value }) => value === "" || value.length > maxKeyLength)
      .map(({ kind }) => `${place}the key ${kind} is empty or too long`),
  ];
}
