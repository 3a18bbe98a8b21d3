import { defaults } from "@rae/protocol";
import { Type } from "typebox";
import type { Api, ApiContext } from "../api-context.ts";
import { auditOf } from "../audit/request-audit.ts";
import { commandAnswer, commandResponses } from "../commands/command-answer.ts";
import { problems } from "../problem.ts";
import { idempotencyKeyHeader, preferHeader } from "../requests/request-headers.ts";
import { deviceParams } from "./get-device.ts";

const schema = {
  summary: "Sends a command to a device",
  description:
    "Answers as soon as the command is durable, or, with `Prefer: wait=<seconds>`, when it is over: 200 with its outcome, 202 if it is not over. A command that failed is a 200 whose `state` and `error` say so.",
  operationId: "sendCommand",
  tags: ["commands"],
  params: deviceParams,
  headers: Type.Object({
    prefer: preferHeader,
    "idempotency-key": idempotencyKeyHeader("command"),
  }),
  body: Type.Object(
    {
      capability: Type.String({ minLength: 1, maxLength: 64 }),
      command: Type.String({ minLength: 1, maxLength: 64 }),
      parameters: Type.Optional(
        Type.Record(Type.String(), Type.Unknown(), {
          description: "see GET /v1/capabilities; none by default",
        }),
      ),
      deadlineMs: Type.Optional(
        Type.Integer({
          minimum: 1,
          maximum: defaults.commandDeadlineMaxMs,
          default: defaults.commandDeadlineMs,
        }),
      ),
      leaseId: Type.Optional(
        Type.String({
          minLength: 1,
          maxLength: 64,
          description: "the lease to send it under: a device that is leased obeys its lease alone",
        }),
      ),
    },
    {
      additionalProperties: false,
      examples: [{ capability: "remote-control", command: "press", parameters: { key: "home" } }],
    },
  ),
  response: {
    ...commandResponses,
    ...problems(
      "device-not-found",
      "session-ended",
      "lease-not-found",
      "lease-lost",
      "lease-store-unavailable",
      "unsupported",
      "invalid-parameters",
      "idempotency-conflict",
      "payload-too-large",
      "unsupported-media-type",
      "overloaded",
      "log-unavailable",
      "view-unavailable",
      "history-unavailable",
    ),
  },
};

const config = { action: "devices.command" } as const;

export function sendCommand(api: Api, context: ApiContext): void {
  const { desk, sights } = context;
  api.post("/v1/devices/:device/commands", { schema, config }, async (request, reply) => {
    const { capability, command, parameters, deadlineMs, leaseId } = request.body;
    const order = {
      device: request.params.device,
      capability,
      command,
      parameters: parameters ?? {},
      deadlineMs: deadlineMs ?? defaults.commandDeadlineMs,
      ...(leaseId === undefined ? {} : { leaseId }),
      ...auditOf(request),
    };
    const placed = await desk.place(
      order,
      sights.askerOf(request.principal),
      request.headers["idempotency-key"],
    );
    const { status, body } = await commandAnswer(context, placed, request, reply);
    return reply.code(status).send(body);
  });
}
