import type { ConsumptionLimits } from "@rae/stream";

/**
 * For a log and stores that are servers of their own, where a round trip costs the same for one record and for thousands: in a
 * backlog a slice folds many events of a session into one write, in quiet it holds what has come. Of each partition at most
 * 3 MiB are in memory: the slice in hand, the queue and one fetch more.
 */
export const engineLogLimits: ConsumptionLimits = {
  slice: { maxRecords: 5_000, maxBytes: 2 ** 20 },
  queue: { maxRecords: 5_000, maxBytes: 2 ** 20 },
};
