import { Type } from "typebox";
import type { Api, ApiContext } from "../api-context.ts";
import { commandNotFound } from "../commands/command-desk.ts";
import { exampleIds } from "../document/example-ids.ts";
import { commandJson, commandRef } from "../json/command-json.ts";
import { problems } from "../problem.ts";

const schema = {
  summary: "One command",
  operationId: "getCommand",
  tags: ["commands"],
  params: Type.Object({
    command: Type.String({ minLength: 1, maxLength: 64, examples: [exampleIds.command] }),
  }),
  response: {
    200: commandRef,
    ...problems("command-not-found", "view-unavailable", "history-unavailable"),
  },
};

const config = { action: "commands.read" } as const;

export function getCommand(api: Api, { desk, devices, sights }: ApiContext): void {
  api.get("/v1/commands/:command", { schema, config }, async ({ params, principal }) => {
    const asker = sights.askerOf(principal);
    const record = await desk.find(params.command);
    if (!(await devices.shows(record.sessionId, asker))) throw commandNotFound(params.command);
    return commandJson(record, asker.fleet.presenceOf(record.boxId));
  });
}
