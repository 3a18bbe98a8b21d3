import {
  type AttributeEntry,
  attributeCatalogue,
  attributeTypeOf,
  capabilities,
  isAttributeName,
} from "@rae/protocol";
import type { Observation, PartObservation } from "../../driver.ts";
import { jsonFaults } from "./json-faults.ts";

const catalogue: Readonly<Record<string, AttributeEntry>> = attributeCatalogue;
const keyKinds: readonly string[] = ["usn", "adb", "mac"];
const maxKeyLength = 256;
const partName = /^[a-z0-9-]{1,32}$/;

/** What the agent would not take of an observation, each a sentence. */
export function observationFaults(observation: Observation): readonly string[] {
  return [
    ...jsonFaults(observation, ""),
    ...deviceFaults(observation, ""),
    ...Object.entries(observation.parts ?? {}).flatMap(([name, part]) => partFaults(name, part)),
  ];
}

function partFaults(name: string, part: PartObservation): readonly string[] {
  const place = `/parts/${name}`;
  return [
    ...(partName.test(name) ? [] : [`${place} is no name of a part`]),
    ...deviceFaults(part, place),
    ...capabilityFaults(part.capabilities).map((fault) => `${place} ${fault}`),
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

function deviceFaults(
  { attributes, removed = [], keys }: Omit<Observation, "parts">,
  place: string,
): readonly string[] {
  return [
    ...Object.entries(attributes).flatMap(([name, value]) =>
      attributeFaults(name, value).map((fault) => `${place}/attributes ${fault}`),
    ),
    ...removed
      .filter((name) => !isAttributeName(name))
      .map((name) => `${place}/removed ${name} is not an attribute`),
    ...keys
      .filter(({ kind }) => !keyKinds.includes(kind))
      .map(({ kind }) => `${place}/keys ${kind} is no kind that a device tells`),
    ...keys
      .filter(({ value }) => value === "" || value.length > maxKeyLength)
      .map(({ kind }) => `${place}/keys ${kind} is empty or too long`),
  ];
}

function attributeFaults(name: string, value: Observation["attributes"][string]): string[] {
  if (!isAttributeName(name)) return [`${name} is not an attribute`];
  const entry = Object.hasOwn(catalogue, name) ? catalogue[name] : undefined;
  if (entry === undefined) return [];
  if (attributeTypeOf(value) !== entry.type) return [`${name} is no ${entry.type}`];
  const allowed: readonly unknown[] | undefined = entry.values;
  return allowed?.includes(value) === false ? [`${name} cannot be ${String(value)}`] : [];
}
