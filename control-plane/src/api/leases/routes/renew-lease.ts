import type { FastifyRequest } from "fastify";
import { Type } from "typebox";
import type { Api, ApiContext } from "../../api-context.ts";
import { problems } from "../../problem.ts";
import { leaseAnswer, leaseAnswerRef } from "../lease-answer.ts";
import { leaseParams } from "./lease-params.ts";

const schema = {
  summary: "Renews a lease: its time begins again",
  description:
    "Never beyond `latestUntil`. A client that answers for a lease renews it when a third of its time has passed.",
  operationId: "renewLease",
  tags: ["leases"],
  params: leaseParams,
  body: Type.Object(
    {
      ttlMs: Type.Optional(
        Type.Integer({ minimum: 5_000, description: "by default as it was asked for" }),
      ),
    },
    { additionalProperties: false, examples: [{ ttlMs: 60_000 }] },
  ),
  response: {
    200: leaseAnswerRef,
    ...problems(
      "lease-not-found",
      "lease-lost",
      "payload-too-large",
      "unsupported-media-type",
      "lease-store-unavailable",
      "view-unavailable",
      "history-unavailable",
    ),
  },
};

const config = { action: "leases.hold" } as const;

export function renewLease(api: Api, { leases, sights }: ApiContext): void {
  // A body is needed only by who wants another time than before.
  const preValidation = async (request: FastifyRequest) => {
    request.body ??= {};
  };
  api.post(
    "/v1/leases/:lease/renew",
    { schema, config, preValidation },
    async ({ params, body, principal }) => {
      const asker = sights.askerOf(principal);
      const renewed = await leases.desk.renew(params.lease, asker, body.ttlMs);
      return leaseAnswer(renewed, asker, leases.queue);
    },
  );
}
