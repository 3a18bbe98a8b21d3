import { Type } from "typebox";
import type { CapabilityContract } from "./contract.ts";

const none = Type.Object({}, { additionalProperties: false });
const state = Type.Object({
  state: Type.Union([
    Type.Literal("on"),
    Type.Literal("standby"),
    Type.Literal("off"),
    Type.Literal("unknown"),
  ]),
});

export const power = {
  name: "power",
  version: 1,
  summary: "Switches the device on and off, and confirms it by reading it back.",
  commands: {
    on: { effect: "effect-once", summary: "Switches on.", parameters: none, result: state },
    off: {
      effect: "effect-once",
      summary: "Switches off, or to standby where that is all that the device can do.",
      parameters: none,
      result: state,
    },
    state: { effect: "query", summary: "Reads the power state.", parameters: none, result: state },
  },
} as const satisfies CapabilityContract;
