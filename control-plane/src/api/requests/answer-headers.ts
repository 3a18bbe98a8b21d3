import { type TSchema, Type } from "typebox";

/** Headers of an answer to a request that makes something. */
export function madeHeaders(what: string) {
  return { Location: Type.String({ description: `where to read the ${what}` }) };
}

/** Headers of an answer to a request that may wait for what it makes. */
export function waitedHeaders(of: string) {
  return {
    ...madeHeaders(of),
    "Preference-Applied": Type.String({
      description: "`wait=<seconds>`: how long was waited at most, if `Prefer` asked for it",
    }),
  };
}

/** The answer of a route, with the headers that it may have besides those of all routes. */
export function withHeaders<T extends TSchema>(
  answer: T,
  headers: Readonly<Record<string, TSchema>>,
): T {
  return { ...answer, headers };
}
