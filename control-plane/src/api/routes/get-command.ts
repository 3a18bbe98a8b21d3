import { Type } from "typebox";
import type { Api, ApiContext } from "../api-context.ts";
import { commandJson, commandRef } from "../json/command-json.ts";
import { problems } from "../problem.ts";

const schema = {
  summary: "One command",
  operationId: "getCommand",
  tags: ["commands"],
  params: Type.Object({ command: Type.String({ minLength: 1, maxLength: 64 }) }),
  response: {
    200: commandRef,
    ...problems("command-not-found", "view-unavailable", "history-unavailable"),
  },
};

const config = { action: "commands.read" } as const;

export function getCommand(api: Api, { desk, watch }: ApiContext): void {
  api.get("/v1/commands/:command", { schema, config }, async ({ params }) => {
    const record = await desk.find(params.command);
    return commandJson(record, watch.index.box(record.boxId)?.presence.state ?? "unknown");
  });
}
