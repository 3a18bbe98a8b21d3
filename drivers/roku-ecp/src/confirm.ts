import { type Clock, DriverError, isTimeUp, sentError, sleep } from "@rae/driver";

/** What a look at the device has shown: the effect, or what shows in its place. */
export type Seen<T> = { readonly done: T } | { readonly still: string };

/**
 * Reads back until the effect of a command shows.
 * @throws DriverError `timeout` that says what showed instead when the time is up; the device took the command.
 */
export async function confirm<T>(
  what: string,
  clock: Clock,
  intervalMs: number,
  signal: AbortSignal,
  read: () => Promise<Seen<T>>,
): Promise<T> {
  let still = "nothing";
  try {
    for (;;) {
      const seen = await read();
      if ("done" in seen) return seen.done;
      still = seen.still;
      await sleep(clock, intervalMs, signal);
    }
  } catch (error) {
    if (!isTimeUp(signal)) throw sentError(error);
    const message = `the device took the command, but ${what} did not show in time`;
    const details = { wanted: what, still, sent: true };
    throw new DriverError("timeout", message, { cause: error, details });
  }
}
