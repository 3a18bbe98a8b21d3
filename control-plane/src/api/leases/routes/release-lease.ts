import type { Principal } from "../../../core/access/principal.ts";
import type { Api, ApiContext } from "../../api-context.ts";
import { problems } from "../../problem.ts";
import { leaseAnswer, leaseAnswerRef } from "../lease-answer.ts";
import { leaseParams } from "./lease-params.ts";

const schema = {
  summary: "Gives a lease back, or leaves the queue",
  description: "A lease that has ended is answered as it is.",
  tags: ["leases"],
  params: leaseParams,
  response: {
    200: leaseAnswerRef,
    ...problems(
      "lease-not-found",
      "unsupported-media-type",
      "lease-store-unavailable",
      "view-unavailable",
      "history-unavailable",
    ),
  },
};

const config = { action: "leases.hold" } as const;

export function releaseLease(api: Api, { leases, sights }: ApiContext): void {
  const release = async (leaseId: string, principal: Principal) => {
    const asker = sights.askerOf(principal);
    return leaseAnswer(await leases.desk.release(leaseId, asker), asker, leases.queue);
  };
  const byDelete = { config, schema: { ...schema, operationId: "deleteLease" } };
  api.delete("/v1/leases/:lease", byDelete, ({ params, principal }) =>
    release(params.lease, principal),
  );
  const byPost = { config, schema: { ...schema, operationId: "releaseLease" } };
  api.post("/v1/leases/:lease/release", byPost, ({ params, principal }) =>
    release(params.lease, principal),
  );
}
