import { Type } from "typebox";
import type { CapabilityContract } from "./contract.ts";

export const info = {
  name: "info",
  version: 1,
  summary: "What the device says of itself.",
  commands: {
    get: {
      effect: "query",
      summary: "Asks the device anew and returns its attributes.",
      parameters: Type.Object({}, { additionalProperties: false }),
      result: Type.Object({
        attributes: Type.Record(
          Type.String(),
          Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Array(Type.String())]),
        ),
      }),
    },
  },
} as const satisfies CapabilityContract;
