import { type Static, Type } from "typebox";
import { boxPrefixPattern, gatewayPattern } from "../command-line-patterns.ts";

/** What `rae-simulator boxes` may be told. */
export const boxesSchema = Type.Object(
  {
    count: Type.Integer({ minimum: 1, maximum: 10_000, default: 1 }),
    devices: Type.Integer({ minimum: 1, maximum: 10_000, default: 10 }),
    rate: Type.Number({ minimum: 0, maximum: 100_000, default: 10 }),
    window: Type.Integer({ minimum: 1, maximum: 1000, default: 64 }),
    eventPadding: Type.Integer({ minimum: 0, maximum: 200_000, default: 0 }),
    gateway: Type.String({ pattern: gatewayPattern }),
    pki: Type.String({ minLength: 1 }),
    boxPrefix: Type.String({ pattern: boxPrefixPattern, default: "load-" }),
    seconds: Type.Integer({ minimum: 1, maximum: 86_400, default: 10 }),
    obey: Type.Boolean({ default: false }),
  },
  { additionalProperties: false },
);
export type BoxesConfig = Static<typeof boxesSchema>;
