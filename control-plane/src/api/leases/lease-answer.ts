import type { Lease } from "@rae/protocol";
import { type Static, Type } from "typebox";
import type { Asker } from "../access/asker.ts";
import { leaseJson, leaseSchema } from "../json/lease-json.ts";
import { nullable } from "../json/list-json.ts";
import type { LeaseQueue } from "./lease-queue.ts";
import type { QueuePlace } from "./queue-place.ts";

export const queuePlaceSchema = Type.Object(
  {
    position: Type.Integer({ minimum: 1, description: "1: the first of all that wait" }),
    ahead: Type.Integer({
      minimum: 0,
      description: "leases before it that may take one of the same devices",
    }),
    estimateMs: nullable(
      Type.Integer({
        minimum: 0,
        description:
          "until it has its devices, if every lease runs to its end and none is renewed; null: what it wants is not there",
      }),
    ),
  },
  { description: "while it waits" },
);

export const leaseAnswerSchema = Type.Object(
  { ...leaseSchema.properties, queue: nullable(queuePlaceSchema) },
  { $id: "LeaseWithQueue", description: "one lease, with its place in the queue" },
);
export type LeaseAnswer = Static<typeof leaseAnswerSchema>;
export const leaseAnswerRef = Type.Unsafe<LeaseAnswer>({ $ref: "LeaseWithQueue#" });

/** A lease as who asks sees it, with its place in the queue. */
export function leaseAnswer(lease: Lease, { fleet, sight }: Asker, queue: LeaseQueue): LeaseAnswer {
  const place = lease.state === "queued" ? queue.place(lease, sight) : undefined;
  return { ...leaseJson(lease, fleet), queue: place === undefined ? null : placeJson(place) };
}

export function placeJson({ position, ahead, estimateMs }: QueuePlace) {
  return { position, ahead, estimateMs: estimateMs ?? null };
}
