import type { Api, ApiContext } from "../../api-context.ts";
import { problems } from "../../problem.ts";
import { leaseAnswer, leaseAnswerRef } from "../lease-answer.ts";
import { leaseParams } from "./lease-params.ts";

const schema = {
  summary: "One lease, with its place in the queue while it waits",
  operationId: "getLease",
  tags: ["leases"],
  params: leaseParams,
  response: {
    200: leaseAnswerRef,
    ...problems(
      "lease-not-found",
      "lease-store-unavailable",
      "view-unavailable",
      "history-unavailable",
    ),
  },
};

const config = { action: "leases.read" } as const;

export function getLease(api: Api, { leases, sights }: ApiContext): void {
  api.get("/v1/leases/:lease", { schema, config }, async ({ params, principal }) => {
    const asker = sights.askerOf(principal);
    const { shown } = await leases.finder.findFor(params.lease, asker);
    return leaseAnswer(shown, asker, leases.queue);
  });
}
