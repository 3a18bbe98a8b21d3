import { Type } from "typebox";
import type { Api, ApiContext } from "../api-context.ts";
import { commandJson, commandRef } from "../json/command-json.ts";
import { defaultLimit, limitSchema, nullable } from "../json/list-json.ts";
import { problems } from "../problem.ts";
import { deviceParams } from "./get-device.ts";

const schema = {
  summary: "The newest commands of a device: what it was used for",
  operationId: "listDeviceCommands",
  tags: ["commands"],
  params: deviceParams,
  querystring: Type.Object({ limit: limitSchema }, { additionalProperties: false }),
  response: {
    200: Type.Object(
      { items: Type.Array(commandRef), nextCursor: nullable(Type.String()) },
      { description: "newest first; there is one page" },
    ),
    ...problems("device-not-found", "view-unavailable", "history-unavailable"),
  },
};

const config = { action: "commands.read" } as const;

export function listDeviceCommands(api: Api, { devices, history, sights }: ApiContext): void {
  api.get(
    "/v1/devices/:device/commands",
    { schema, config },
    async ({ params, query, principal }) => {
      const asker = sights.askerOf(principal);
      const { record } = await devices.find(params.device, asker);
      const { sessionId, boxId } = record;
      const records = await history.readCommandsOfDevice(sessionId, query.limit ?? defaultLimit);
      const presence = asker.fleet.presenceOf(boxId);
      return { items: records.map((each) => commandJson(each, presence)), nextCursor: null };
    },
  );
}
