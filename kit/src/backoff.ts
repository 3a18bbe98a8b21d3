/** How a retry schedule grows. Delays in milliseconds; `jitter` is the share of each delay drawn at random. */
export interface BackoffPolicy {
  readonly initialMs: number;
  readonly maxMs: number;
  readonly factor: number;
  /** 0 (none) to 1 (the whole delay is random). */
  readonly jitter: number;
}

/** Fast first retries, half a minute at most, half of each delay random so that a fleet does not march in step. */
export const defaultBackoff: BackoffPolicy = {
  initialMs: 200,
  maxMs: 30_000,
  factor: 2,
  jitter: 0.5,
};

/** An endless schedule of delays in milliseconds. Make a new one after a success. */
export function* backoffDelays(
  policy: BackoffPolicy,
  random: () => number = Math.random,
): Generator<number, never> {
  let delayMs = policy.initialMs;
  for (;;) {
    yield Math.round(delayMs * (1 - policy.jitter * random()));
    delayMs = Math.min(policy.maxMs, delayMs * policy.factor);
  }
}
