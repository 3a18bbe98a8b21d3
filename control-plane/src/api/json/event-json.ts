import { type Static, type TSchema, Type } from "typebox";
import { leaseAnswerRef, queuePlaceSchema } from "../leases/lease-answer.ts";
import { timeSchema } from "../rfc3339.ts";
import { boxRef } from "./box-json.ts";
import { deviceRef } from "./device-json.ts";
import { leaseRef } from "./lease-json.ts";
import { nullable } from "./list-json.ts";

const id = Type.String({ description: "goes into `Last-Event-ID` when the client comes again" });

/** One event of a stream: its fields as they are on the wire, with `data` read as JSON. */
function event<const E extends string, D extends TSchema>(name: E, description: string, data: D) {
  return Type.Object({ event: Type.Literal(name), id, data }, { title: name, description });
}

const expiring = event(
  "lease-expiring",
  "a lease ends in 30 s (half of its time, if that is less) unless it is renewed; who comes or resumes later is told once",
  Type.Object({
    id: Type.String(),
    holder: Type.String(),
    until: timeSchema,
    deviceIds: Type.Array(Type.String()),
  }),
);
const closed = event(
  "closed",
  "the stream ends for this reason; the client may come again with its last id",
  Type.Object({
    code: Type.String({ description: "of the error table: `slow-reader`, `shutting-down`" }),
    reason: Type.String(),
  }),
);

/** Events of GET /v1/events. */
export const fleetEventSchema = Type.Union(
  [
    event("device", "a device that meets the filters, as it is now", deviceRef),
    event(
      "device-unmatched",
      "a device met the filters, and no longer does",
      Type.Object({ id: Type.String(), revision: Type.Integer() }),
    ),
    event(
      "device-ended",
      "a device has left",
      Type.Object({
        id: Type.String(),
        asset: nullable(Type.String()),
        boxId: Type.String(),
        revision: Type.Integer(),
        reason: nullable(Type.String()),
        at: timeSchema,
      }),
    ),
    event("box", "a box as it is now", boxRef),
    event("lease", "a lease as it is now", leaseRef),
    expiring,
    event(
      "reset",
      "events may be missing: list again, and go on with this stream",
      Type.Object({ reason: Type.String() }),
    ),
    closed,
  ],
  { $id: "FleetEvent", description: "one event of GET /v1/events" },
);
export type FleetEvent = Static<typeof fleetEventSchema>;

/** Events of GET /v1/leases/{lease}/events. */
export const leaseEventSchema = Type.Union(
  [
    event("lease", "the lease as it is now, with its place in the queue", leaseAnswerRef),
    event("queue", "its new place in the queue", queuePlaceSchema),
    expiring,
    closed,
  ],
  { $id: "LeaseEvent", description: "one event of GET /v1/leases/{lease}/events" },
);
export type LeaseEvent = Static<typeof leaseEventSchema>;
