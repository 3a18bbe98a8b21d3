import type { TSchema } from "typebox";

/** The keywords of JSON Schema that say where a default may apply. */
interface Defaulted {
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Defaulted>>;
  readonly patternProperties?: Readonly<Record<string, Defaulted>>;
  readonly items?: Defaulted;
}

/**
 * A copy of `value` with the schema's defaults where nothing is said, those of what a default brings included; none of those
 * inside of alternatives (`anyOf`), of which it does not know which is meant.
 */
export function fillDefaults(schema: TSchema, value: unknown): unknown {
  return filled(schema, value);
}

function filled(schema: Defaulted | undefined, given: unknown): unknown {
  const value = given === undefined ? schema?.default : given;
  if (Array.isArray(value)) return value.map((item) => filled(schema?.items, item));
  if (value === null || typeof value !== "object") return value;
  const { properties = {}, patternProperties = {} } = schema ?? {};
  const missing = Object.keys(properties).filter((key) => !Object.hasOwn(value, key));
  const entries = [
    ...Object.entries(value),
    ...missing.map((key) => [key, undefined] as const),
  ].map(([key, inner]) => {
    const own = Object.hasOwn(properties, key) ? properties[key] : undefined;
    return [key, filled(own ?? matching(patternProperties, key), inner)] as const;
  });
  return Object.fromEntries(entries.filter(([, inner]) => inner !== undefined));
}

function matching(
  patterns: Readonly<Record<string, Defaulted>>,
  key: string,
): Defaulted | undefined {
  return Object.entries(patterns).find(([pattern]) => new RegExp(pattern).test(key))?.[1];
}
