import type { AttributeValue } from "@rae/protocol";
import { type Static, Type } from "typebox";
import type { DeviceRow } from "../fleet-index-row.ts";
import { isInRange, looksLikeRange, parseVersionRange } from "./version-range.ts";

const scalar = Type.Union([Type.String({ maxLength: 512 }), Type.Number(), Type.Boolean()]);
const range = Type.String({ minLength: 1, maxLength: 128 });

/** What an attribute must be. */
export const attributeConditionSchema = Type.Union(
  [
    scalar,
    Type.Object({ equals: scalar }, { additionalProperties: false }),
    Type.Object(
      { in: Type.Array(scalar, { minItems: 1, maxItems: 64 }) },
      { additionalProperties: false },
    ),
    Type.Object({ range }, { additionalProperties: false }),
  ],
  {
    description:
      'a value, or a text that begins with a comparison as a version range (">=11.5 <12"); or one of `equals`, `in`, `range`. A list holds each of its items',
  },
);
export type AttributeConditionJson = Static<typeof attributeConditionSchema>;

/** Checkable; `refuse` is called with a range that cannot be read. */
export function parseAttributeCondition(
  attribute: string,
  condition: AttributeConditionJson,
  refuse: (name: string, range: string) => void,
) {
  const name = `attributes.${attribute}`;
  const { holds, wanted } = parsed(condition, (text) => refuse(name, text));
  return {
    name,
    holds: (row: DeviceRow) => {
      const value = attributeOf(row, attribute);
      if (value === undefined) return false;
      return typeof value === "object" ? value.some(holds) : holds(value);
    },
    reason: (row: DeviceRow) => {
      const value = attributeOf(row, attribute);
      if (value === undefined) return `has no attribute ${attribute}`;
      return `${attribute} is ${shown(value)}, not ${wanted}`;
    },
  };
}

type Scalar = Static<typeof scalar>;

function parsed(condition: AttributeConditionJson, refuse: (text: string) => void) {
  if (typeof condition !== "object") {
    if (typeof condition === "string" && looksLikeRange(condition)) {
      return parsedRange(condition, refuse);
    }
    return oneOf([condition]);
  }
  if ("equals" in condition) return oneOf([condition.equals]);
  if ("in" in condition) return oneOf(condition.in);
  return parsedRange(condition.range, refuse);
}

/** As in the filter of the list, a number is also found by its text. */
function oneOf(values: readonly Scalar[]) {
  const texts = new Set(values.map(String));
  const wanted = texts.size === 1 ? "" : "one of ";
  return {
    holds: (value: Scalar) => texts.has(String(value)),
    wanted: wanted + [...texts].map(cut).join(", "),
  };
}

function parsedRange(text: string, refuse: (text: string) => void) {
  const parsed = parseVersionRange(text);
  if (parsed === undefined) refuse(text);
  return {
    holds: (value: Scalar) =>
      parsed !== undefined && typeof value !== "boolean" && isInRange(parsed, value),
    wanted: text,
  };
}

function attributeOf({ record }: DeviceRow, attribute: string): AttributeValue | undefined {
  if (!Object.hasOwn(record.attributes, attribute)) return undefined;
  return record.attributes[attribute]?.value;
}

function shown(value: AttributeValue): string {
  return cut(typeof value === "object" ? value.join(", ") : String(value));
}

/** A reason is for people: a long text is cut. */
function cut(text: string): string {
  return text.length <= 128 ? text : `${text.slice(0, 127)}…`;
}
