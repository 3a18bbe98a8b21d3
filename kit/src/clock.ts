/** Time as a port: real in production, `ManualClock` in tests. */
export interface Clock {
  /** Wall-clock time in milliseconds since the epoch. For people and stamps, never for ordering. */
  nowMs(): number;
  /** Milliseconds of a clock that never steps back; for deadlines and lease expiry. */
  monotonicMs(): number;
  /**
   * Runs `task` once after `delayMs`, however long that is, or soon if it is below zero. The returned function cancels it and is
   * safe to call twice.
   */
  schedule(delayMs: number, task: () => void): () => void;
}

/** Node runs a timer of more than this, 24.8 days, after one millisecond. */
const longestTimerMs = 2 ** 31 - 1;

/** The machine's own clock. Its timers do not keep a process alive by themselves. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  schedule(delayMs, task) {
    let timer: NodeJS.Timeout;
    const wait = (leftMs: number) => {
      // A time that has passed is usual after the process stood still; Node warns of a delay below zero.
      timer =
        leftMs <= longestTimerMs
          ? setTimeout(task, Math.max(0, leftMs))
          : setTimeout(() => wait(leftMs - longestTimerMs), longestTimerMs);
    };
    wait(delayMs);
    return () => clearTimeout(timer);
  },
};

/** Resolves after `delayMs`; rejects with the signal's reason as soon as it is aborted. */
export function sleep(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const onAbort = () => {
      cancel();
      reject(signal?.reason);
    };
    const cancel = clock.schedule(delayMs, () => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    });
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}

/**
 * Runs `task` every `intervalMs`, the first time after one interval, the next only when the last
 * has ended. A task that throws ends the repetition through `onError`. The returned function stops it.
 */
export function repeat(
  clock: Clock,
  intervalMs: number,
  task: () => void | Promise<void>,
  onError: (error: unknown) => void,
): () => void {
  let stopped = false;
  let cancel = () => {};
  const again = () => {
    if (!stopped) cancel = clock.schedule(intervalMs, run);
  };
  const run = () => {
    try {
      const pending = task();
      if (pending) pending.then(again, onError);
      else again();
    } catch (error) {
      onError(error);
    }
  };
  again();
  return () => {
    stopped = true;
    cancel();
  };
}
