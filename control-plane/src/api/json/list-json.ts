import { type TSchema, Type } from "typebox";

/** A page of a list. */
export function listSchema<T extends TSchema>(item: T, description: string) {
  return Type.Object(
    {
      items: Type.Array(item),
      nextCursor: Type.Union([Type.String(), Type.Null()], {
        description: "pass it as `cursor` for the next page; null on the last",
      }),
    },
    { description },
  );
}

export const limitSchema = Type.Optional(
  Type.Integer({
    minimum: 1,
    maximum: 500,
    default: 100,
    description: "items on a page",
    examples: [100],
  }),
);
export const defaultLimit = 100;

export const cursorSchema = Type.Optional(
  Type.String({
    minLength: 1,
    maxLength: 1024,
    description: "`nextCursor` of the page before",
    examples: ["WzEsImJveGVzIiwiIiwibGFiLWJveC0xIl0"],
  }),
);

/** A value that may be missing. */
export function nullable<T extends TSchema>(schema: T) {
  return Type.Union([schema, Type.Null()]);
}

/** A closed set of words. */
export function words<const W extends readonly string[]>(values: W, description: string) {
  const [example] = values;
  return Type.Unsafe<W[number]>({
    type: "string",
    enum: [...values],
    description,
    examples: [example],
  });
}
