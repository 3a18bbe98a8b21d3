import type { Observation } from "@rae/driver";

/**
 * Whether a driver tells just what it told before: what it tells is not checked yet and may be anything, `before` was checked. Parts are
 * always news. Never throws.
 */
export function tellsTheSame(told: unknown, before: Observation): boolean {
  try {
    if (!isFields(told) || before.parts !== undefined) return false;
    const { attributes, removed = [], recalled = [], keys = [], parts } = told;
    return (
      parts === undefined &&
      isFields(attributes) &&
      sameAttributes(attributes, before.attributes) &&
      sameList(removed, before.removed ?? []) &&
      sameList(recalled, before.recalled ?? []) &&
      sameKeys(keys, before.keys)
    );
  } catch {
    return false;
  }
}

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function sameAttributes(told: Fields, before: Observation["attributes"]): boolean {
  const names = Object.keys(told);
  if (names.length !== Object.keys(before).length) return false;
  return names.every((name) => {
    if (!Object.hasOwn(before, name)) return false;
    const value = before[name];
    return typeof value === "object" ? sameList(told[name], value) : told[name] === value;
  });
}

function sameList(told: unknown, before: readonly string[]): boolean {
  if (!Array.isArray(told) || told.length !== before.length) return false;
  return before.every((item, index) => told[index] === item);
}

function sameKeys(told: unknown, before: Observation["keys"]): boolean {
  if (!Array.isArray(told) || told.length !== before.length) return false;
  const keys: readonly unknown[] = told;
  return before.every(({ kind, value }, index) => {
    const key = keys[index];
    return isFields(key) && key.kind === kind && key.value === value;
  });
}
