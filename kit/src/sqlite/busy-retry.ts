import { type Clock, sleep } from "../clock.ts";
import { isBusy } from "./sqlite-failure.ts";

const delayMs = 3;
const attempts = 20;

/** Runs `work` again, without blocking, while another process holds the lock: for 60 ms at most. */
export async function retryWhileBusy<T>(clock: Clock, work: () => T): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return work();
    } catch (error) {
      if (!isBusy(error) || attempt === attempts) throw error;
    }
    await sleep(clock, delayMs);
  }
}
