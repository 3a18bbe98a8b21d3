import { Type } from "typebox";
import { endWithPrincipal } from "../../access/principal-end.ts";
import type { Api, ApiContext } from "../../api-context.ts";
import { problems } from "../../problem.ts";
import { leaseParams } from "./lease-params.ts";

const schema = {
  summary: "Changes of a lease as they happen (server-sent events)",
  description: [
    "Events; `data` is JSON:",
    "- `lease`: the lease, whole, as it is at first and after each change",
    "- `queue`: `{ position, ahead, estimateMs }`, as it changes while the lease waits, once a second at most",
    "- `lease-expiring`: `{ id, holder, until, deviceIds }`, 30 s before its end (half of its time, if that is less); who comes later is told at once",
    "",
    "The stream ends with the lease. Every 15 s a comment comes if nothing else does.",
  ].join("\n"),
  operationId: "streamLease",
  tags: ["leases", "events"],
  params: leaseParams,
  response: {
    200: {
      description: "the stream",
      content: { "text/event-stream": { schema: Type.String() } },
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
    endWithPrincipal(request, response);
    response.writeHead(200, {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store",
      "x-accel-buffering": "no",
      "x-request-id": request.id,
      // The stream ends when it is over for good: nothing can follow on its connection.
      connection: "close",
    });
    response.write("retry: 2000\n\n");
    leases.streams.serve(response, lease, askerNow);
  });
}
