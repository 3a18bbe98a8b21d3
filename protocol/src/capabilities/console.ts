import { Type } from "typebox";
import type { CapabilityContract } from "./contract.ts";

const stream = Type.String({
  description:
    "which stream the position belongs to: another one after the agent or its driver has restarted",
});

export const deviceConsole = {
  name: "console",
  version: 1,
  summary: "Reads and writes the device's serial console.",
  commands: {
    read: {
      effect: "query",
      summary:
        "Returns the newest output, at most `maxBytes` of it, or with `stream` and `afterPosition` the output from there on; bytes that are not UTF-8 are replaced.",
      parameters: Type.Object(
        {
          maxBytes: Type.Optional(Type.Integer({ minimum: 1, maximum: 65536 })),
          stream: Type.Optional(
            Type.String({
              minLength: 1,
              maxLength: 64,
              description:
                "the stream that `afterPosition` belongs to, as the read before returned it",
            }),
          ),
          afterPosition: Type.Optional(
            Type.Integer({
              minimum: 0,
              description: "only output after this position of the stream",
            }),
          ),
          base64: Type.Optional(
            Type.Boolean({ description: "return the output as base64, too, byte for byte" }),
          ),
        },
        { additionalProperties: false },
      ),
      result: Type.Object({
        text: Type.String(),
        base64: Type.Optional(Type.String({ description: "the same output, byte for byte" })),
        stream: Type.Optional(stream),
        position: Type.Integer({
          description: "position in the stream behind the output, in bytes",
        }),
        droppedBytes: Type.Integer({ description: "bytes asked for that are no longer kept" }),
        interruptions: Type.Optional(
          Type.Array(Type.Integer(), {
            description:
              "positions in this output where the link was lost: what the device sent until it was back is not known",
          }),
        ),
        lost: Type.Optional(
          Type.Object(
            { stream: Type.String(), afterPosition: Type.Integer() },
            {
              description:
                "set if the stream asked for has ended: what it had after this position can no longer be read, and the output is that of another stream from its beginning",
            },
          ),
        ),
      }),
    },
    write: {
      effect: "effect-once",
      summary: "Writes text as it is.",
      parameters: Type.Object(
        { text: Type.String({ minLength: 1, maxLength: 4096 }) },
        { additionalProperties: false },
      ),
      result: Type.Object({
        writtenBytes: Type.Integer(),
        position: Type.Integer(),
        stream: Type.Optional(stream),
      }),
    },
    run: {
      effect: "effect-once",
      summary:
        "Writes a line and waits until the output matches `expect`, a regular expression; the line's own echo never does.",
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
        stream: Type.Optional(stream),
      }),
    },
  },
} as const satisfies CapabilityContract;
