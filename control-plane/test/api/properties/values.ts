import fc, { type Arbitrary } from "fast-check";
import type { OpenApiDocument, Schema } from "../document/open-api-document.ts";

const anyText = fc.string({ unit: "grapheme", maxLength: 64 });

/** Values that a schema of the document allows, as far as its keywords are known here. */
export function rightValues(schema: Schema, document: OpenApiDocument): Arbitrary<unknown> {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.replace("#/components/schemas/", "");
    return rightValues(document.components.schemas[name] ?? {}, document);
  }
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (schema.anyOf !== undefined) {
    return fc.oneof(...schema.anyOf.map((each) => rightValues(each, document)));
  }
  switch (schema.type) {
    case "string":
      return fc.oneof(...examplesOf(schema), texts(schema));
    case "integer":
      return fc.integer({ min: schema.minimum ?? -1_000, max: schema.maximum ?? 1_000_000 });
    case "number":
      return fc.double({ min: schema.minimum ?? -1e9, max: schema.maximum ?? 1e9, noNaN: true });
    case "boolean":
      return fc.boolean();
    case "array":
      return fc.array(rightValues(schema.items ?? {}, document), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? 4, 4),
      });
    case "object":
      return objects(schema, document);
  }
  return fc.jsonValue({ maxDepth: 2 });
}

function examplesOf({ examples = [] }: Schema): readonly Arbitrary<unknown>[] {
  return examples.length === 0 ? [] : [fc.constantFrom(...examples)];
}

function texts({ pattern, format, minLength = 0, maxLength = 64 }: Schema): Arbitrary<string> {
  if (format === "date-time") {
    const noInvalidDate = true;
    return fc.date({ noInvalidDate, min: new Date(0), max: new Date("2100-01-01") }).map(iso);
  }
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern));
  return fc.string({ unit: "grapheme", minLength, maxLength: Math.min(maxLength, 64) });
}

const iso = (date: Date) => date.toISOString();

function objects(schema: Schema, document: OpenApiDocument): Arbitrary<unknown> {
  const { properties = {}, required = [], additionalProperties } = schema;
  const own = fc.record(
    Object.fromEntries(
      Object.entries(properties).map(([name, each]) => [name, rightValues(each, document)]),
    ),
    { requiredKeys: [...required] },
  );
  if (typeof additionalProperties !== "object") return own;
  const others = fc.dictionary(
    fc.stringMatching(/^[a-z][a-z0-9.-]{0,20}$/),
    rightValues(additionalProperties, document),
    { minKeys: schema.minProperties ?? 0, maxKeys: Math.min(schema.maxProperties ?? 3, 3) },
  );
  return fc.tuple(own, others).map(([one, other]) => ({ ...other, ...one }));
}

/** Texts that have broken parsers before. */
const strangeTexts = [
  ...["", " ", "0", "-0", "-1", "1e2", "0x10", "1.5", "NaN", "Infinity", "9007199254740993"],
  ...[
    "true",
    "TRUE",
    "null",
    "undefined",
    "[object Object]",
    "[]",
    "{}",
    "__proto__",
    "constructor",
  ],
  ...["a,b", ",", "a:b", ":", "%", "%00", "../../etc/passwd", "..", ".", "/", "\\", "a\nb", "\t"],
  ...[
    "'; DROP TABLE device; --",
    "<script>",
    "%s%n",
    "\u0000",
    "\ufffe",
    "é",
    "e\u0301",
    "𝒳",
    "\ud800",
  ],
  ...["2026-02-30T00:00:00Z", "0000-00-00T00:00:00Z", "x".repeat(65), "x".repeat(600)],
];

/** Texts of all kinds, right only by chance. */
export const wrongTexts: Arbitrary<string> = fc.oneof(fc.constantFrom(...strangeTexts), anyText);

/** JSON of all kinds, right only by chance. */
export const wrongValues: Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    -1,
    1.5,
    1e300,
    Number.MAX_SAFE_INTEGER + 1,
    [],
    {},
    [[]],
    [{}],
  ),
  fc.constantFrom<unknown>(...strangeTexts),
  fc.jsonValue({ maxDepth: 3 }),
);

/** A right object with something wrong in one place. */
export function spoiltObjects(right: Arbitrary<unknown>, names: readonly string[]) {
  return fc
    .tuple(right, fc.constantFrom(...names, "surprise"), wrongValues)
    .map(([value, name, wrong]) => ({ ...(value as object), [name]: wrong }));
}
