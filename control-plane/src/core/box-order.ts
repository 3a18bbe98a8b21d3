import type { BoxRecord, GatewayRecord } from "./box-record.ts";
import { comparePlaces, type RegistryPlace } from "./place-order.ts";

const noPlace: RegistryPlace = { connection: -1, sequence: -1 };

/**
 * Whether `next` may take the place of `stored`: by the succession of registries, then the connection, then Lost over
 * present, then the place of the roster, then the receive time of the status.
 */
export function isNewerBox(next: BoxRecord, stored: BoxRecord): boolean {
  if (next.registryId !== stored.registryId) {
    return next.supersededRegistryIds.includes(stored.registryId);
  }
  if (next.connection !== stored.connection) return next.connection > stored.connection;
  if (next.presence !== stored.presence) return next.presence === "lost";
  const places = comparePlaces(next.roster ?? noPlace, stored.roster ?? noPlace);
  if (places !== 0) return places > 0;
  return next.statusReceivedAtMs > stored.statusReceivedAtMs;
}

/** Whether `next` may take the place of `stored`: heard later, or stopped at the same time. */
export function isNewerGateway(next: GatewayRecord, stored: GatewayRecord): boolean {
  if (next.aliveAtMs !== stored.aliveAtMs) return next.aliveAtMs > stored.aliveAtMs;
  return next.stopped && !stored.stopped;
}
