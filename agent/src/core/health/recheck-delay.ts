const firstMs = 30_000;
const longestMs = 30 * 60_000;
/** The share of each delay that is drawn: devices that fail together, as behind one switch, are not checked together. */
const jitter = 0.2;

/** How long a device in quarantine waits for its next check after so many failures in a row, by a number drawn from 0 to 1. */
export function recheckDelayMs(failures: number, random: number): number {
  const delayMs = Math.min(longestMs, firstMs * 2 ** (failures - 1));
  return Math.round(delayMs * (1 - jitter * random));
}
