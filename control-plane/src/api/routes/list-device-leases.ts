import { Type } from "typebox";
import type { Api, ApiContext } from "../api-context.ts";
import { leaseJson, leaseRef } from "../json/lease-json.ts";
import { defaultLimit, limitSchema, nullable } from "../json/list-json.ts";
import { problems } from "../problem.ts";
import { deviceParams } from "./get-device.ts";

const schema = {
  summary: "Who had a device, what for, from when to when, and why it ended",
  operationId: "listDeviceLeases",
  tags: ["leases"],
  params: deviceParams,
  querystring: Type.Object({ limit: limitSchema }, { additionalProperties: false }),
  response: {
    200: Type.Object(
      { items: Type.Array(leaseRef), nextCursor: nullable(Type.String()) },
      { description: "newest first; there is one page" },
    ),
    ...problems("device-not-found", "view-unavailable", "history-unavailable"),
  },
};

const config = { action: "leases.read" } as const;

export function listDeviceLeases(api: Api, { devices, history, sights }: ApiContext): void {
  api.get(
    "/v1/devices/:device/leases",
    { schema, config },
    async ({ params, query, principal }) => {
      const asker = sights.askerOf(principal);
      const { fleet } = asker;
      const { record } = await devices.find(params.device, asker);
      const leases = await history.readLeasesOfDevice(
        record.sessionId,
        query.limit ?? defaultLimit,
      );
      return {
        items: leases
          .flatMap((each) => fleet.showLease(each) ?? [])
          .map((each) => leaseJson(each, fleet)),
        nextCursor: null,
      };
    },
  );
}
