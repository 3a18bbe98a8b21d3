import { type Static, Type } from "typebox";

/** What `rae-simulator jobs` may be told. */
export const jobsSchema = Type.Object(
  {
    url: Type.String({ pattern: "^https?://[^/]+/?$" }),
    tokenFile: Type.String({ minLength: 1 }),
    contenders: Type.Integer({ minimum: 1, maximum: 10_000, default: 20 }),
    seconds: Type.Integer({ minimum: 1, maximum: 86_400, default: 30 }),
    devices: Type.Integer({ minimum: 1, maximum: 16, default: 1 }),
    presses: Type.Integer({ minimum: 1, maximum: 1_000, default: 3 }),
    ttlMs: Type.Integer({ minimum: 5_000, maximum: 3_600_000, default: 10_000 }),
    waitMs: Type.Integer({ minimum: 0, maximum: 3_600_000, default: 60_000 }),
    dying: Type.Number({ minimum: 0, maximum: 1, default: 0.1 }),
    box: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    json: Type.Boolean({ default: false }),
  },
  { additionalProperties: false },
);
export type JobsConfig = Static<typeof jobsSchema>;
