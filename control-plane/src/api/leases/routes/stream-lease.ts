import { Type } from "typebox";
import { endWithPrincipal } from "../../access/principal-end.ts";
import type { Api, ApiContext } from "../../api-context.ts";
import { problems } from "../../problem.ts";
import { leaseParams } from "./lease-params.ts";

const schema = {
  summary: "Changes of a lease as they happen (server-sent events)",
  description:
    "A stream of `LeaseEvent`: each has `event`, `id` and `data`, which is JSON on one line. It begins with the lease as it is, whatever was told before, and ends with the lease. Places in the queue are told once a second at most. Every 15 s a comment comes if nothing else does.",
  operationId: "streamLease",
  tags: ["leases", "events"],
  params: leaseParams,
  response: {
    200: {
      description: "the stream: one of these after the other",
      content: { "text/event-stream": { schema: Type.Ref("LeaseEvent#") } },
    },
    ...problems(
      "lease-not-found",
      "overloaded",
      "lease-store-unavailable",
      "view-unavailable",
      "history-unavailable",
    ),
  },
};

const config = { action: "leases.read" } as const;

export function streamLease(api: Api, { leases, sights }: ApiContext): void {
  const options = { schema, config, exposeHeadRoute: false };
  api.get("/v1/leases/:lease/events", options, async (request, reply) => {
    const askerNow = () => sights.askerOf(request.principal);
    const { lease } = await leases.finder.findFor(request.params.lease, askerNow());
    leases.streams.checkRoom();
    reply.hijack();
    const response = reply.raw;
    response.writeHead(200, {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store",
      "x-accel-buffering": "no",
      "x-request-id": request.id,
      // The stream ends when it is over for good: nothing can follow on its connection.
      connection: "close",
    });
    response.write("retry: 2000\n\n");
    const end = leases.streams.serve(response, lease, askerNow);
    endWithPrincipal(request, response, end);
  });
}
