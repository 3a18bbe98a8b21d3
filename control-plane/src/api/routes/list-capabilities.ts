import { capabilities } from "@rae/protocol";
import { Type } from "typebox";
import type { Api } from "../api-context.ts";
import { listSchema, words } from "../json/list-json.ts";
import { problems } from "../problem.ts";

const jsonSchema = Type.Record(Type.String(), Type.Unknown(), { description: "a JSON Schema" });
const effects = ["query", "idempotent", "effect-once"] as const;

const schema = {
  summary: "Every capability contract",
  operationId: "listCapabilities",
  tags: ["capabilities"],
  querystring: Type.Object({}, { additionalProperties: false }),
  response: {
    200: listSchema(
      Type.Object({
        name: Type.String(),
        version: Type.Integer(),
        summary: Type.String(),
        commands: Type.Array(
          Type.Object({
            name: Type.String(),
            effect: words(effects, "what a repeat would do; effect-once runs at most once"),
            summary: Type.String(),
            parameters: jsonSchema,
            result: jsonSchema,
          }),
        ),
      }),
      "all contracts on one page",
    ),
    ...problems(),
  },
};

const config = { action: "capabilities.read" } as const;

export function listCapabilities(api: Api): void {
  const items = [...capabilities.values()].map(({ name, version, summary, commands }) => ({
    name,
    version,
    summary,
    commands: Object.entries(commands).map(([command, contract]) => ({
      name: command,
      effect: contract.effect,
      summary: contract.summary,
      parameters: { ...contract.parameters },
      result: { ...contract.result },
    })),
  }));
  api.get("/v1/capabilities", { schema, config }, async () => ({ items, nextCursor: null }));
}
