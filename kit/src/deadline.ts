import type { Clock } from "./clock.ts";

/** A wait that took longer than it was allowed to. */
export class DeadlineExceeded extends Error {
  override readonly name = "DeadlineExceeded";
  readonly timeoutMs: number;
  constructor(what: string, timeoutMs: number) {
    super(`${what} took longer than ${timeoutMs} ms`);
    this.timeoutMs = timeoutMs;
  }
}

/**
 * Runs `task` with a signal that aborts after `timeoutMs` or with `parent`, whichever comes first, and
 * rejects with the abort reason even if the task ignores its signal.
 * @throws DeadlineExceeded after `timeoutMs`; the parent's reason when the parent aborts.
 */
export async function withDeadline<T>(
  clock: Clock,
  timeoutMs: number,
  what: string,
  task: (signal: AbortSignal) => Promise<T>,
  parent?: AbortSignal,
): Promise<T> {
  parent?.throwIfAborted();
  const controller = new AbortController();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  controller.signal.addEventListener("abort", () => reject(controller.signal.reason), {
    once: true,
  });
  const onParent = () => controller.abort(parent?.reason);
  parent?.addEventListener("abort", onParent, { once: true });
  const cancel = clock.schedule(timeoutMs, () =>
    controller.abort(new DeadlineExceeded(what, timeoutMs)),
  );
  try {
    return await Promise.race([task(controller.signal), aborted]);
  } finally {
    cancel();
    parent?.removeEventListener("abort", onParent);
  }
}
