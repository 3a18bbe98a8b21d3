import { type AttributeValue, capabilities as knownCapabilities } from "@rae/protocol";
import type { Observation, PartObservation, ToldKey } from "../driver.ts";
import { attributeFault } from "./attribute-fault.ts";

/** What of an observation may be believed, and what is wrong with the rest. */
export interface CheckedObservation {
  readonly observation: Observation;
  /** A sentence each, at most a few. */
  readonly faults: readonly string[];
}

const maxAttributes = 512;
const maxKeys = 64;
const maxParts = 64;
const maxFaults = 8;
const partName = /^[a-z0-9-]{1,32}$/;
const keyKinds: readonly unknown[] = ["usn", "adb", "mac"] satisfies ToldKey["kind"][];

type Fields = Readonly<Record<string, unknown>>;

/** Takes what a driver told, whatever it is, as a copy of its own. Never throws. */
export function checkObservation(told: unknown): CheckedObservation {
  const faults: string[] = [];
  try {
    if (!isFields(told)) {
      faults.push("it is no observation");
      return { observation: { attributes: {}, keys: [] }, faults };
    }
    const { parts } = told;
    const checked = parts === undefined ? {} : { parts: checkParts(parts, faults) };
    const observation = { ...checkOne(told, "", faults), ...checked };
    return { observation, faults: faults.slice(0, maxFaults) };
  } catch {
    return { observation: { attributes: {}, keys: [] }, faults: ["it cannot be read"] };
  }
}

function checkOne(told: Fields, place: string, faults: string[]): Observation {
  const { attributes, removed = [], recalled = [], keys = [] } = told;
  const checked: [string, AttributeValue][] = [];
  if (!isFields(attributes)) faults.push(`${place}attributes are missing`);
  else {
    const given = Object.entries(attributes);
    if (given.length > maxAttributes) faults.push(`${place}there are ${given.length} attributes`);
    for (const [name, value] of given.slice(0, maxAttributes)) {
      const fault = attributeFault(name, value);
      if (fault === undefined) checked.push([name, copied(value as AttributeValue)]);
      else faults.push(place + fault);
    }
  }
  return {
    attributes: Object.fromEntries(checked),
    removed: listOf(removed, isText, maxAttributes, `${place}removed`, faults),
    recalled: listOf(recalled, isText, maxAttributes, `${place}recalled`, faults),
    keys: listOf(keys, isKey, maxKeys, `${place}keys`, faults).map(({ kind, value }) => ({
      kind,
      value,
    })),
  };
}

function checkParts(parts: unknown, faults: string[]): Record<string, PartObservation> {
  if (!isFields(parts)) {
    faults.push("parts are no record of devices");
    return {};
  }
  const given = Object.entries(parts);
  if (given.length > maxParts) faults.push(`there are ${given.length} parts`);
  const checked = given.slice(0, maxParts).flatMap(([name, part]): [string, PartObservation][] => {
    if (!partName.test(name) || !isFields(part)) {
      faults.push(`${JSON.stringify(name.slice(0, 64))} is no part`);
      return [];
    }
    const place = `part ${name}: `;
    const offered = checkCapabilities(part.capabilities, place, faults);
    return [[name, { ...checkOne(part, place, faults), capabilities: offered }]];
  });
  return Object.fromEntries(checked);
}

/** The capabilities that a driver offers and a contract is known of. */
export function checkCapabilities(
  offered: unknown,
  place: string,
  faults: string[],
): readonly string[] {
  const names = listOf(offered, isText, maxAttributes, `${place}capabilities`, faults);
  const unknown = names.filter((name) => !knownCapabilities.has(name));
  for (const name of unknown) faults.push(`${place}there is no capability ${name.slice(0, 64)}`);
  return names.filter((name) => knownCapabilities.has(name));
}

function listOf<T>(
  value: unknown,
  isItem: (item: unknown) => item is T,
  limit: number,
  place: string,
  faults: string[],
): readonly T[] {
  if (!Array.isArray(value)) {
    faults.push(`${place} is no list`);
    return [];
  }
  const items: readonly unknown[] = value.slice(0, limit);
  const fitting = items.filter(isItem);
  if (fitting.length < value.length) faults.push(`${place} has items that it may not have`);
  return fitting;
}

function copied(value: AttributeValue): AttributeValue {
  return typeof value === "object" ? [...value] : value;
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isKey(value: unknown): value is ToldKey {
  return isFields(value) && keyKinds.includes(value.kind) && typeof value.value === "string";
}
