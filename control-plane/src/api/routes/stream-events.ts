import { Type } from "typebox";
import { endWithPrincipal } from "../access/principal-end.ts";
import type { Api, ApiContext } from "../api-context.ts";
import { deviceFilterOf, deviceFilterProperties } from "../device-query.ts";
import { problems } from "../problem.ts";

const position = Type.String({ pattern: "^[A-Za-z0-9._-]{1,512}$" });

const schema = {
  summary: "Changes of the fleet as they happen (server-sent events)",
  description: [
    "Events, each with an `id`; `data` is JSON:",
    "- `device`: a device that meets the filters, whole, as in the list",
    "- `device-unmatched`: `{ id, revision }`: it met the filters and does so no more",
    "- `device-ended`: `{ id, asset, boxId, revision, reason, at }`: it has left",
    "- `box`: a box, whole; of the filters only `box` applies",
    "- `lease`: a lease, whole, after each change; with filters only if one of its devices meets them before or after it",
    "- `lease-expiring`: `{ id, holder, until, deviceIds }`: a lease ends in 30 s (half of its time, if that is less) unless it is renewed; who comes or resumes later is told once",
    "- `reset`: `{ reason }`: events may be missing; list again and go on with this stream",
    "",
    "`Last-Event-ID` (or `after`, for instance the `position` of a list) resumes: what changed since is told as it is now, each device, box and lease once (of leases that have ended, the last 1,000). Every 15 s a comment comes if nothing else does. Commands are not told here: wait for them by `Prefer`, or read them.",
  ].join("\n"),
  operationId: "streamEvents",
  tags: ["events"],
  querystring: Type.Object(
    { ...deviceFilterProperties, after: Type.Optional(position) },
    { additionalProperties: false },
  ),
  headers: Type.Object({ "last-event-id": Type.Optional(Type.String({ maxLength: 512 })) }),
  response: {
    200: {
      description: "the stream",
      content: { "text/event-stream": { schema: Type.String() } },
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
    events.serve(response, filter, request.principal, lastEventId);
  });
}
