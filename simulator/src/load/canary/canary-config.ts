import { type Static, Type } from "typebox";
import { boxPrefixPattern, gatewayPattern } from "../command-line-patterns.ts";

/** What `rae-simulator canary` may be told. */
export const canarySchema = Type.Object(
  {
    clients: Type.Integer({ minimum: 1, maximum: 1_000_000, default: 3_000 }),
    concurrency: Type.Integer({ minimum: 1, maximum: 10_000, default: 64 }),
    messages: Type.Integer({ minimum: 2, maximum: 100, default: 3 }),
    attempts: Type.Integer({ minimum: 1, maximum: 100, default: 3 }),
    timeoutMs: Type.Integer({ minimum: 100, maximum: 600_000, default: 10_000 }),
    gateway: Type.String({ pattern: gatewayPattern }),
    pki: Type.String({ minLength: 1 }),
    boxes: Type.Integer({ minimum: 1, maximum: 10_000, default: 8 }),
    boxPrefix: Type.String({ pattern: boxPrefixPattern, default: "canary-" }),
    verifyUrl: Type.Optional(Type.String({ pattern: "^https?://[^/]+/?$" })),
    tokenFile: Type.Optional(Type.String({ minLength: 1 })),
    json: Type.Boolean({ default: false }),
  },
  { additionalProperties: false },
);
export type CanaryConfig = Static<typeof canarySchema>;
