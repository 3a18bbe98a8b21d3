import { Type } from "typebox";
import { endWithPrincipal } from "../access/principal-end.ts";
import type { Api, ApiContext } from "../api-context.ts";
import { deviceFilterOf, deviceFilterProperties } from "../device-query.ts";
import { exampleIds } from "../document/example-ids.ts";
import { problems } from "../problem.ts";

const position = Type.String({
  pattern: "^[A-Za-z0-9._-]{1,512}$",
  description: "id of an event, or the `position` of a list; `Last-Event-ID` counts more",
  examples: [exampleIds.position],
});

const schema = {
  summary: "Changes of the fleet as they happen (server-sent events)",
  description:
    "A stream of `FleetEvent`: each has `event`, `id` and `data`, which is JSON on one line. `Last-Event-ID` (or `after`, for instance the `position` of a list) resumes: what changed since is told as it is now, each device, box and lease once (of leases that have ended, the last 1,000). Until that is over, events carry the id that the client came with. A position that cannot be resumed gets a `reset`. Of the filters only `box` applies to boxes; a lease is told if one of its devices meets the filters before or after the change. Every 15 s a comment comes if nothing else does. A client that reads too slowly is cut off with `closed`. Commands are not told here: wait for them by `Prefer`, or read them.",
  operationId: "streamEvents",
  tags: ["events"],
  querystring: Type.Object(
    { ...deviceFilterProperties, after: Type.Optional(position) },
    { additionalProperties: false },
  ),
  headers: Type.Object({
    "last-event-id": Type.Optional(
      Type.String({
        maxLength: 512,
        description: "id of the last event that was read",
        examples: [exampleIds.position],
      }),
    ),
  }),
  response: {
    200: {
      description: "the stream: one of these after the other",
      content: { "text/event-stream": { schema: Type.Ref("FleetEvent#") } },
    },
    ...problems("overloaded", "view-unavailable"),
  },
};

const config = { action: "events.read" } as const;

export function streamEvents(api: Api, { events, watch }: ApiContext): void {
  const options = { schema, config, exposeHeadRoute: false };
  api.get("/v1/events", options, async (request, reply) => {
    const filter = deviceFilterOf(request.query);
    const lastEventId = request.headers["last-event-id"] || request.query.after;
    void watch.index;
    events.checkRoom();
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
    const end = events.serve(response, filter, request.principal, lastEventId);
    endWithPrincipal(request, response, end);
  });
}
