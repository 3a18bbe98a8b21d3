import { type Clock, sleep } from "@rae/kit";
import { isTimeUp } from "./aborted.ts";
import { DriverError } from "./driver-error.ts";
import { sentError } from "./sent-error.ts";

/** What a look at the device has shown: the effect, or what shows in its place. */
export type EffectSeen<T> = { readonly done: T } | { readonly still: string };

export interface ConfirmOptions {
  /** The effect, in words of an error: `power on`. */
  readonly what: string;
  readonly clock: Clock;
  /** Between two looks. */
  readonly intervalMs: number;
  readonly signal: AbortSignal;
}

/**
 * Reads back until the effect of a command shows that the device has taken.
 * @throws DriverError `timeout` when the time is up, with what showed instead, or what a look throws; each as `sentError`.
 */
export async function confirmEffect<T>(
  { what, clock, intervalMs, signal }: ConfirmOptions,
  look: () => Promise<EffectSeen<T>>,
): Promise<T> {
  let still = "nothing";
  try {
    for (;;) {
      const seen = await look();
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
