/** A command that waits or runs; `T` is what its owner keeps of it. */
export interface QueuedCommand<T> {
  readonly commandId: string;
  readonly sessionId: string;
  /** What runs one command at a time: a hosted driver, or a session without one. */
  readonly lane: string;
  /** By the monotonic clock. */
  readonly deadlineMs: number;
  readonly item: T;
}

/** Commands that may wait for one device. */
export const queueLimit = 32;

interface Lane<T> {
  running: QueuedCommand<T> | undefined;
  waiting: QueuedCommand<T>[];
}

/**
 * Commands by lane: one runs at a time, the others wait in order. A session with two drivers has two lanes; sessions that one
 * driver serves share its lane.
 *
 * INVARIANTS: an id is in it once; per lane at most one command runs, per session at most `queueLimit` wait.
 */
export class CommandQueue<T> {
  readonly #lanes = new Map<string, Lane<T>>();
  readonly #ids = new Set<string>();
  /** How many commands of a session wait. */
  readonly #waiting = new Map<string, number>();

  /** Whether the command waits or runs. */
  has(commandId: string): boolean {
    return this.#ids.has(commandId);
  }

  /** Lanes with a running or a waiting command. */
  get lanes(): readonly string[] {
    return [...this.#lanes.keys()];
  }

  /** Adds a command at the end of its lane; false if its session has no room. */
  offer(command: QueuedCommand<T>): boolean {
    if ((this.#waiting.get(command.sessionId) ?? 0) >= queueLimit) return false;
    this.#ids.add(command.commandId);
    this.#wait(command);
    return true;
  }

  /** The next command of a lane to run; undefined if one runs or none waits. */
  take(lane: string): QueuedCommand<T> | undefined {
    const queue = this.#lanes.get(lane);
    if (queue === undefined || queue.running !== undefined) return undefined;
    queue.running = queue.waiting.shift();
    if (queue.running !== undefined) this.#count(queue.running.sessionId, -1);
    return queue.running;
  }

  /** Lets the running command of a lane wait in another one instead. */
  move(lane: string, to: string): void {
    const running = this.#stop(lane);
    if (running !== undefined) this.#wait({ ...running, lane: to });
  }

  /** The running command of a lane is over. */
  done(lane: string): void {
    const running = this.#stop(lane);
    if (running !== undefined) this.#ids.delete(running.commandId);
  }

  /** Takes out the waiting commands whose deadline has come. */
  expire(nowMs: number): QueuedCommand<T>[] {
    const expired: QueuedCommand<T>[] = [];
    for (const [lane, queue] of this.#lanes) {
      for (const command of queue.waiting) if (command.deadlineMs <= nowMs) expired.push(command);
      queue.waiting = queue.waiting.filter(({ deadlineMs }) => deadlineMs > nowMs);
      this.#drop(lane, queue);
    }
    for (const { commandId, sessionId } of expired) {
      this.#ids.delete(commandId);
      this.#count(sessionId, -1);
    }
    return expired;
  }

  /** The earliest deadline of a waiting command. */
  get nextDeadlineMs(): number | undefined {
    let earliest: number | undefined;
    for (const { waiting } of this.#lanes.values()) {
      for (const { deadlineMs } of waiting) earliest = Math.min(earliest ?? deadlineMs, deadlineMs);
    }
    return earliest;
  }

  #wait(command: QueuedCommand<T>): void {
    const queue = this.#lanes.get(command.lane) ?? { running: undefined, waiting: [] };
    queue.waiting.push(command);
    this.#lanes.set(command.lane, queue);
    this.#count(command.sessionId, 1);
  }

  #stop(lane: string): QueuedCommand<T> | undefined {
    const queue = this.#lanes.get(lane);
    const running = queue?.running;
    if (queue === undefined || running === undefined) return undefined;
    queue.running = undefined;
    this.#drop(lane, queue);
    return running;
  }

  #drop(lane: string, { running, waiting }: Lane<T>): void {
    if (running === undefined && waiting.length === 0) this.#lanes.delete(lane);
  }

  #count(sessionId: string, change: 1 | -1): void {
    const count = (this.#waiting.get(sessionId) ?? 0) + change;
    if (count > 0) this.#waiting.set(sessionId, count);
    else this.#waiting.delete(sessionId);
  }
}
