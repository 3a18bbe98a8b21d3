import { readFileSync } from "node:fs";
import type { Static, TSchema } from "typebox";
import { parse } from "yaml";
import { fillDefaults } from "./fill-defaults.ts";
import { schemaFaults } from "./schema-faults.ts";

/** A configuration that cannot be used; `faults` lists every one of them, each with its path. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly faults: readonly string[];
  constructor(source: string, faults: readonly string[]) {
    super(`${source} is not usable:\n${faults.map((fault) => `  ${fault}`).join("\n")}`);
    this.faults = faults;
  }
}

/**
 * Checks `value` against `schema`, fills in defaults and freezes the result. Unknown keys are faults
 * where the schema says `additionalProperties: false`.
 * @throws ConfigError naming all faults at once.
 */
export function parseConfig<S extends TSchema>(
  schema: S,
  value: unknown,
  source: string,
): Static<S> {
  const filled = fillDefaults(schema, value ?? {});
  const faults = schemaFaults(schema, filled);
  if (faults.length > 0) throw new ConfigError(source, faults);
  return deepFreeze(filled) as Static<S>;
}

/**
 * Reads a YAML file.
 * @throws ConfigError if it is missing, unreadable or not YAML.
 */
export function readYamlFile(path: string): unknown {
  try {
    return parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new ConfigError(path, [error instanceof Error ? error.message : String(error)]);
  }
}

/** The configuration as JSON for people, every string whose schema has `secret: true` hidden. */
export function printConfig(schema: TSchema, config: unknown): string {
  return JSON.stringify(hideSecrets(schema, config), null, 2);
}

interface Annotated {
  readonly secret?: boolean;
  readonly properties?: Readonly<Record<string, Annotated>>;
  readonly patternProperties?: Readonly<Record<string, Annotated>>;
  readonly items?: Annotated;
  readonly anyOf?: readonly Annotated[];
}

function hideSecrets(schema: Annotated | undefined, value: unknown): unknown {
  if (schema?.secret) return value === undefined ? undefined : "(hidden)";
  if (schema === undefined || value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map((item) => hideSecrets(schema.items, item));
  const alternatives = schema.anyOf ?? [schema];
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      const hidden = alternatives
        .flatMap(({ properties, patternProperties }) => [
          properties?.[key],
          ...Object.values(patternProperties ?? {}),
        ])
        .reduce((kept, innerSchema) => hideSecrets(innerSchema, kept), inner);
      return [key, hidden];
    }),
  );
}

function deepFreeze(value: unknown): unknown {
  if (value === null || typeof value !== "object") return value;
  for (const inner of Object.values(value)) deepFreeze(inner);
  return Object.freeze(value);
}
