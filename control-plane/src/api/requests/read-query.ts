import type { TObject, TSchema } from "typebox";

const integerPattern = /^(0|-?[1-9]\d*)$/;

/** The JSON Schema of a parameter, as far as it says how its text is read. */
interface ParameterSchema {
  readonly type?: unknown;
  readonly items?: ParameterSchema;
}

/**
 * Reads the texts of a query as its schema types them: whole numbers as JSON writes them, `true` and `false`, and lists of one for
 * parameters that may be repeated. A text that cannot be read stays one, so that the schema refuses it.
 */
export function readQuery(schema: TSchema, sent: unknown): unknown {
  if (typeof sent !== "object" || sent === null) return sent;
  const properties: Readonly<Record<string, ParameterSchema>> =
    (schema as Partial<TObject>).properties ?? {};
  const read = Object.entries(sent).map(([name, value]) => {
    const parameter = Object.hasOwn(properties, name) ? properties[name] : undefined;
    return [name, readParameter(parameter, value)] as const;
  });
  return Object.fromEntries(read);
}

function readParameter(schema: ParameterSchema | undefined, value: unknown): unknown {
  if (schema?.type !== "array") return readText(schema, value);
  return [value].flat().map((item) => readText(schema.items, item));
}

function readText(schema: ParameterSchema | undefined, value: unknown): unknown {
  if (typeof value !== "string") return value;
  if (schema?.type === "integer" && integerPattern.test(value)) {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value;
  }
  if (schema?.type === "boolean" && (value === "true" || value === "false")) {
    return value === "true";
  }
  return value;
}
