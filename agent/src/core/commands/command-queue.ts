/** A command that waits or runs; `T` is what its owner keeps of it. */
export interface QueuedCommand<T> {
  readonly commandId: string;
  readonly sessionId: string;
  /** By the monotonic clock. */
  readonly deadlineMs: number;
  readonly item: T;
}

/** Commands that may wait for one device. */
export const queueLimit = 32;

interface SessionQueue<T> {
  running: QueuedCommand<T> | undefined;
  waiting: QueuedCommand<T>[];
}

/**
 * Commands by session: one runs at a time, the others wait in order.
 *
 * INVARIANTS: an id is in it once; per session at most one command runs and `queueLimit` wait.
 */
export class CommandQueue<T> {
  readonly #sessions = new Map<string, SessionQueue<T>>();
  readonly #ids = new Set<string>();

  /** Whether the command waits or runs. */
  has(commandId: string): boolean {
    return this.#ids.has(commandId);
  }

  /** Sessions with a running or a waiting command. */
  get sessionIds(): readonly string[] {
    return [...this.#sessions.keys()];
  }

  /** Adds a command at the end; false if its session has no room. */
  offer(command: QueuedCommand<T>): boolean {
    const queue = this.#sessions.get(command.sessionId) ?? { running: undefined, waiting: [] };
    if (queue.waiting.length >= queueLimit) return false;
    queue.waiting.push(command);
    this.#sessions.set(command.sessionId, queue);
    this.#ids.add(command.commandId);
    return true;
  }

  /** The next command of a session to run; undefined if one runs or none waits. */
  take(sessionId: string): QueuedCommand<T> | undefined {
    const queue = this.#sessions.get(sessionId);
    if (queue === undefined || queue.running !== undefined) return undefined;
    queue.running = queue.waiting.shift();
    return queue.running;
  }

  /** The running command of a session is over. */
  done(sessionId: string): void {
    const queue = this.#sessions.get(sessionId);
    if (queue?.running === undefined) return;
    this.#ids.delete(queue.running.commandId);
    queue.running = undefined;
    if (queue.waiting.length === 0) this.#sessions.delete(sessionId);
  }

  /** Takes out the waiting commands whose deadline has come. */
  expire(nowMs: number): QueuedCommand<T>[] {
    const expired: QueuedCommand<T>[] = [];
    for (const [sessionId, queue] of this.#sessions) {
      for (const command of queue.waiting) if (command.deadlineMs <= nowMs) expired.push(command);
      queue.waiting = queue.waiting.filter(({ deadlineMs }) => deadlineMs > nowMs);
      if (queue.running === undefined && queue.waiting.length === 0) {
        this.#sessions.delete(sessionId);
      }
    }
    for (const { commandId } of expired) this.#ids.delete(commandId);
    return expired;
  }

  /** The earliest deadline of a waiting command. */
  get nextDeadlineMs(): number | undefined {
    let earliest: number | undefined;
    for (const { waiting } of this.#sessions.values()) {
      for (const { deadlineMs } of waiting) earliest = Math.min(earliest ?? deadlineMs, deadlineMs);
    }
    return earliest;
  }
}
