/** After a failure the next probe comes sooner, so that a loss is told after one more answer that did not come. */
const retryShare = 0.2;
/** Half of this share of the interval either way, so that the probes of many faces spread out. */
const jitterShare = 0.2;
/**
 * Probes begin at one of so many moments of an interval: a few that run together cost far less than as many that each wake the
 * process, and are still spread out.
 */
const momentsOfInterval = 15;

/** How long until the next probe of a face that is probed every `probeMs`. */
export function probeDelayMs({
  probeMs,
  isWell,
  random,
  nowMs,
}: {
  readonly probeMs: number;
  /** Whether the last probe was answered, by a device that is awake. */
  readonly isWell: boolean;
  readonly random: () => number;
  readonly nowMs: number;
}): number {
  const jitter = 1 + jitterShare * (random() - 0.5);
  const momentMs = probeMs / momentsOfInterval;
  const delayMs = probeMs * (isWell ? 1 : retryShare) * jitter;
  const dueMs = Math.round((nowMs + delayMs) / momentMs) * momentMs;
  return Math.max(0, dueMs - nowMs);
}
