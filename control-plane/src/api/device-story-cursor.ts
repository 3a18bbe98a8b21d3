import { RaeError } from "@rae/protocol";
import { encodeCursor, parseCursor } from "../core/fleet-index-cursor.ts";
import type { LeasePlace } from "../core/lease-moment.ts";
import type { StoryPlace } from "./device-story.ts";

/** The place behind a page of a device's story, as an opaque word that holds for this device and order. */
export function encodeStoryCursor(order: string, sessionId: string, place: StoryPlace): string {
  const { revision, lease } = place;
  const words = [revision ?? "", ...(lease ? [lease.grantedAtMs, lease.kind, lease.leaseId] : [])];
  return encodeCursor(`history:${order}`, { key: words.join(" "), id: sessionId });
}

/** @throws RaeError `bad-cursor` if it is not one of this device and order. */
export function parseStoryCursor(order: string, sessionId: string, cursor: string): StoryPlace {
  const { key, id } = parseCursor(`history:${order}`, cursor);
  if (id !== sessionId) throw new RaeError("bad-cursor", "the cursor was made for another device");
  // Those of earlier versions have a revision only.
  if (typeof key === "number") return { revision: key };
  const [revision, grantedAt, kind, leaseId] = key.split(" ");
  const place = {
    revision: revision === "" ? undefined : Number(revision),
    lease: kind === undefined ? undefined : leasePlace(Number(grantedAt), kind, leaseId),
  };
  if (Number.isNaN(place.revision)) throw bad();
  return place;
}

function leasePlace(grantedAtMs: number, kind: string, leaseId: string | undefined): LeasePlace {
  const isKnown = kind === "LeaseGranted" || kind === "LeaseEnded";
  if (!isKnown || !Number.isFinite(grantedAtMs) || leaseId === undefined) throw bad();
  return { grantedAtMs, kind, leaseId };
}

function bad(): RaeError {
  return new RaeError("bad-cursor", "the cursor is not one that a list gave");
}
