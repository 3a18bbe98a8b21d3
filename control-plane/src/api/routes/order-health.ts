import { defaults, healthCapability } from "@rae/protocol";
import { Type } from "typebox";
import type { Api, ApiContext } from "../api-context.ts";
import { auditOf } from "../audit/request-audit.ts";
import { commandAnswer, commandResponses } from "../commands/command-answer.ts";
import { problems } from "../problem.ts";
import { preferHeader } from "../requests/request-headers.ts";
import { deviceParams } from "./get-device.ts";

const shared = {
  tags: ["devices"],
  params: deviceParams,
  headers: Type.Object({
    prefer: preferHeader,
  }),
  response: {
    ...commandResponses,
    ...problems(
      "device-not-found",
      "session-ended",
      "overloaded",
      "log-unavailable",
      "view-unavailable",
      "history-unavailable",
    ),
  },
};

const orders = {
  check: {
    /** A clean-up and a check take two minutes at most, and may begin behind what the device does now. */
    deadlineMs: 180_000,
    schema: {
      ...shared,
      summary: "Checks a device now",
      description:
        "A command to the device's agent, answered as any other: `result` has the `health.state` and the reason that come of it. Runs the clean-up first if one has not succeeded since the last lease. Rejected as `leased` while somebody has the device, and as `asleep` or `unreachable` while it is not there. To send it again does no harm.",
      operationId: "checkDevice",
    },
  },
  release: {
    deadlineMs: defaults.commandDeadlineMs,
    schema: {
      ...shared,
      summary: "Releases a device from quarantine",
      description:
        "A command to the device's agent, answered as any other. The device is `ready` from then on, unchecked, until its next check. To send it again does no harm.",
      operationId: "releaseDevice",
    },
  },
} as const;

const config = { action: "devices.health" } as const;

/** `POST /v1/devices/{device}/health/check` and `/release`. */
export function orderHealth(api: Api, context: ApiContext): void {
  const { desk, devices, sights } = context;
  for (const command of ["check", "release"] as const) {
    const { schema, deadlineMs } = orders[command];
    api.post(
      `/v1/devices/:device/health/${command}`,
      { schema, config },
      async (request, reply) => {
        const { boxId, sessionId } = await devices.findPresent(
          request.params.device,
          config.action,
          sights.askerOf(request.principal),
        );
        const device = { boxId, sessionId, capability: healthCapability } as const;
        const placed = await desk.issue({
          ...{ ...device, command, parameters: {}, deadlineMs },
          ...auditOf(request),
        });
        const { status, body } = await commandAnswer(context, placed, request, reply);
        return reply.code(status).send(body);
      },
    );
  }
}
