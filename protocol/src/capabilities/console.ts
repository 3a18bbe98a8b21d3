import { Type } from "typebox";
import type { CapabilityContract } from "./contract.ts";

export const deviceConsole = {
  name: "console",
  version: 1,
  summary: "Reads and writes the device's serial console.",
  commands: {
    read: {
      effect: "query",
      summary:
        "Returns the newest output, at most `maxBytes` of it; bytes that are not UTF-8 are replaced.",
      parameters: Type.Object(
        {
          maxBytes: Type.Optional(Type.Integer({ minimum: 1, maximum: 65536 })),
          afterPosition: Type.Optional(
            Type.Integer({
              minimum: 0,
              description: "only output after this position of the stream",
            }),
          ),
        },
        { additionalProperties: false },
      ),
      result: Type.Object({
        text: Type.String(),
        position: Type.Integer({ description: "position in the stream behind the text" }),
        droppedBytes: Type.Integer({ description: "bytes asked for that are no longer kept" }),
      }),
    },
    write: {
      effect: "effect-once",
      summary: "Writes text as it is.",
      parameters: Type.Object(
        { text: Type.String({ minLength: 1, maxLength: 4096 }) },
        { additionalProperties: false },
      ),
      result: Type.Object({ writtenBytes: Type.Integer(), position: Type.Integer() }),
    },
    run: {
      effect: "effect-once",
      summary: "Writes a line and waits until the output matches `expect`, a regular expression.",
      parameters: Type.Object(
        {
          line: Type.String({ maxLength: 1024 }),
          expect: Type.String({ minLength: 1, maxLength: 256 }),
        },
        { additionalProperties: false },
      ),
      result: Type.Object({
        output: Type.String(),
        match: Type.String(),
        position: Type.Integer(),
      }),
    },
  },
} as const satisfies CapabilityContract;
