import { Type } from "typebox";
import { leaseOfAnother } from "../../../core/access/lease-of-another.ts";
import type { Api, ApiContext } from "../../api-context.ts";
import { problems } from "../../problem.ts";
import { leaseAnswer, leaseAnswerRef } from "../lease-answer.ts";
import { leaseParams } from "./lease-params.ts";

const schema = {
  summary: "Takes a lease away from its holder",
  operationId: "breakLease",
  tags: ["leases"],
  params: leaseParams,
  body: Type.Object(
    {
      reason: Type.String({ minLength: 1, maxLength: 512, description: "for the holder to read" }),
    },
    { additionalProperties: false, examples: [{ reason: "needed for the demo" }] },
  ),
  response: {
    200: leaseAnswerRef,
    ...problems(
      "lease-not-found",
      "payload-too-large",
      "unsupported-media-type",
      "lease-store-unavailable",
      "view-unavailable",
      "history-unavailable",
    ),
  },
};

const config = { action: "leases.break" } as const;

export function breakLease(api: Api, { leases, sights }: ApiContext): void {
  api.post("/v1/leases/:lease/break", { schema, config }, async ({ params, body, principal }) => {
    const asker = sights.askerOf(principal);
    const broken = await leases.desk.break(params.lease, asker, body.reason);
    const shown = asker.fleet.showLease(broken) ?? leaseOfAnother(broken, []);
    return leaseAnswer(shown, asker, leases.queue);
  });
}
