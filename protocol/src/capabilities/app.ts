import { Type } from "typebox";
import type { CapabilityContract } from "./contract.ts";

const none = Type.Object({}, { additionalProperties: false });
const appSchema = Type.Object({
  appId: Type.String(),
  name: Type.String(),
  version: Type.Optional(Type.String()),
});

export const app = {
  name: "app",
  version: 1,
  summary: "Lists and starts applications.",
  commands: {
    list: {
      effect: "query",
      summary: "Lists the installed apps.",
      parameters: none,
      result: Type.Object({ apps: Type.Array(appSchema) }),
    },
    active: {
      effect: "query",
      summary: "Tells which app is in front; `app` is null on the home screen.",
      parameters: none,
      result: Type.Object({ app: Type.Union([appSchema, Type.Null()]) }),
    },
    launch: {
      effect: "effect-once",
      summary: "Starts an app and confirms that it is in front.",
      parameters: Type.Object(
        {
          appId: Type.String({ minLength: 1, maxLength: 128 }),
          arguments: Type.Optional(
            Type.Record(Type.String({ maxLength: 64 }), Type.String({ maxLength: 2048 })),
          ),
        },
        { additionalProperties: false },
      ),
      result: Type.Object({ app: appSchema }),
    },
  },
} as const satisfies CapabilityContract;
