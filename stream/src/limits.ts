/** A bound by number and by size, whichever is met first. */
export interface QueueLimits {
  readonly maxRecords: number;
  readonly maxBytes: number;
}

/** How much of one partition a consumer holds in memory. */
export interface ConsumptionLimits {
  /** What is asked for in one fetch, and given to the handler in one slice. */
  readonly slice: QueueLimits;
  /** What may wait behind the slice in hand; a fetch may overshoot it by one slice. */
  readonly queue: QueueLimits;
}

/** At most 4 MiB of a partition in memory: the slice in hand, the queue and one fetch more. */
export const defaultLimits: ConsumptionLimits = {
  slice: { maxRecords: 500, maxBytes: 2 ** 20 },
  queue: { maxRecords: 2_000, maxBytes: 2 * 2 ** 20 },
};
