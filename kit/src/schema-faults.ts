import type { TSchema } from "typebox";
import { Errors } from "typebox/schema";
import { Settings } from "typebox/system";

/** Enough for every fault of a file that a person wrote; the library's own limit is 8. */
const maxFaults = 256;

/**
 * Every fault of `value` against `schema`, each a sentence that begins with the path of the place; empty if there is none.
 * The alternatives of a closed set of values are told in one sentence.
 */
export function schemaFaults(schema: TSchema, value: unknown): readonly string[] {
  Settings.Set({ maxErrors: maxFaults });
  const faults = new Map<string, string>();
  const allowed = new Map<string, string[]>();
  const [, errors] = Errors(schema, value);
  for (const error of errors) {
    const place = error.instancePath === "" ? "/" : error.instancePath;
    if (error.keyword === "const") {
      const values = allowed.get(place) ?? [];
      values.push(JSON.stringify(error.params.allowedValue));
      allowed.set(place, values);
      faults.set(`${place} const`, `${place} must be ${oneOf(values)}`);
    } else if (error.keyword === "boolean") {
      faults.set(place, `${place} is not known`);
    } else if (error.keyword === "additionalProperties") {
      // Told for each such property by its own place.
    } else if (error.keyword !== "anyOf" || !allowed.has(place)) {
      faults.set(`${place} ${error.message}`, `${place} ${error.message}`);
    }
  }
  return [...faults.values()];
}

function oneOf(values: readonly string[]): string {
  return values.length === 1 ? (values[0] ?? "") : `one of ${values.join(", ")}`;
}
