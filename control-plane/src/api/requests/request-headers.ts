import { Type } from "typebox";
import { exampleIds } from "../document/example-ids.ts";

export const preferHeader = Type.Optional(
  Type.String({
    maxLength: 256,
    description:
      "`wait=<seconds>`: how long to wait for the outcome; more than the server waits (`Preference-Applied`) is cut to that",
    examples: ["wait=30"],
  }),
);

/** `of` is what a repetition of the request gives. */
export function idempotencyKeyHeader(of: string) {
  return Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 255,
      description: `the same key and body give the same ${of}, once`,
      examples: [exampleIds.request],
    }),
  );
}
