import { Type } from "typebox";
import type { Api, ApiContext } from "../api-context.ts";
import { exampleIds } from "../document/example-ids.ts";
import { deviceJson, deviceRef, endedDeviceJson } from "../json/device-json.ts";
import { problems } from "../problem.ts";

export const deviceParams = Type.Object({
  device: Type.String({
    minLength: 1,
    maxLength: 64,
    examples: [exampleIds.asset],
    description:
      "device id, or asset name: of several sessions with that name the one whose device is there, else the newest",
  }),
});

const schema = {
  summary: "One device; one that has left shows as `ended` for a month",
  operationId: "getDevice",
  tags: ["devices"],
  params: deviceParams,
  response: {
    200: deviceRef,
    ...problems("device-not-found", "view-unavailable", "history-unavailable"),
  },
};

const config = { action: "devices.read" } as const;

export function getDevice(api: Api, { devices, sights, clock }: ApiContext): void {
  api.get("/v1/devices/:device", { schema, config }, async ({ params, principal }) => {
    const asker = sights.askerOf(principal);
    const { record, row } = await devices.find(params.device, asker);
    const nowMs = clock.nowMs();
    if (record.ended !== undefined) return endedDeviceJson(record, nowMs);
    return deviceJson(row, asker.fleet, nowMs);
  });
}
