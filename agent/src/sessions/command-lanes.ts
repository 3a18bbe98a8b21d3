import type { Clock } from "@rae/kit";
import { type DeviceCommand, type JsonObject, RaeError } from "@rae/protocol";
import { CommandQueue, type QueuedCommand } from "../core/commands/command-queue.ts";

/** What a device is asked to do. */
export type DeviceAction = Pick<
  DeviceCommand,
  "sessionId" | "capability" | "command" | "parameters"
>;

/** The devices, as commands need them. */
export interface CommandDevices {
  isOpen(sessionId: string): boolean;
  /** Whether a session offers a capability, also while none of its faces is there. */
  offers(sessionId: string, capability: string): boolean;
  /** What runs an action now; actions with one lane run one after the other. */
  laneOf(action: DeviceAction): string;
  /** Runs an action. @throws RaeError as the driver says; `unreachable` or `asleep` while the session has no face. */
  run(action: DeviceAction, signal: AbortSignal): Promise<JsonObject>;
}

/** When the turn of a work has come. */
export interface Turn {
  /** Aborts when the work is given up, or when the agent stops. */
  readonly signal: AbortSignal;
  /** Aborts when the agent stops. */
  readonly closing: AbortSignal;
}

/** Something that waits for its turn on a device. */
export interface LaneWork {
  readonly commandId: string;
  readonly action: DeviceAction;
  /** By the monotonic clock. */
  readonly deadlineMs: number;
  /** The client's command that it is, if that acts: it needs the device's lease where there is one. */
  readonly leaseBound: DeviceCommand | undefined;
  /** Never rejects; its lane is free again when it resolves. */
  run(turn: Turn): Promise<void>;
  /** Its deadline passed while it waited. */
  expire(): void;
}

interface Run {
  readonly work: LaneWork;
  readonly controller: AbortController;
  readonly ended: Promise<void>;
}

/** Gives each work its turn: one at a time in each lane. */
export class CommandLanes {
  readonly #devices: Pick<CommandDevices, "laneOf">;
  readonly #clock: Clock;
  readonly #queue = new CommandQueue<LaneWork>();
  readonly #closing = new AbortController();
  readonly #runs = new Set<Run>();
  #cancelExpiry = () => {};
  #isClosed = false;

  constructor(devices: Pick<CommandDevices, "laneOf">, clock: Clock) {
    this.#devices = devices;
    this.#clock = clock;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Whether the command waits or runs. */
  has(commandId: string): boolean {
    return this.#queue.has(commandId);
  }

  /** Lets it wait for its turn, which may be now. @throws RaeError `queue-full`. */
  add(work: LaneWork): void {
    const { commandId, action, deadlineMs } = work;
    const { sessionId } = action;
    const lane = this.#devices.laneOf(action);
    if (!this.#queue.offer({ commandId, sessionId, lane, deadlineMs, item: work })) {
      throw new RaeError("queue-full", `too many commands wait for session ${sessionId}`);
    }
    this.#next(lane);
    this.#scheduleExpiry();
  }

  /**
   * Gives up the acting commands of clients that run for a session and for which `reasonOf` has a reason. Resolves when all of them
   * have ended; undefined if there is none.
   */
  abort(
    sessionId: string,
    reasonOf: (command: DeviceCommand) => RaeError | undefined,
  ): Promise<void> | undefined {
    const aborted: Promise<void>[] = [];
    for (const { work, controller, ended } of this.#runs) {
      if (work.leaseBound?.sessionId !== sessionId) continue;
      const reason = reasonOf(work.leaseBound);
      if (reason === undefined) continue;
      controller.abort(reason);
      aborted.push(ended);
    }
    return aborted.length === 0 ? undefined : Promise.all(aborted).then(() => {});
  }

  /** Waits at most `timeoutMs` for what runs, then aborts it. What waits is left to the next start. */
  async close(timeoutMs: number): Promise<void> {
    this.#isClosed = true;
    this.#cancelExpiry();
    const cancel = this.#clock.schedule(timeoutMs, () => {
      const reason = new RaeError("interrupted", "the agent stops");
      this.#closing.abort(reason);
      for (const { controller } of this.#runs) controller.abort(reason);
    });
    await Promise.all([...this.#runs].map(({ ended }) => ended));
    cancel();
  }

  #next(lane: string): void {
    if (this.#isClosed) return;
    const queued = this.#queue.take(lane);
    if (queued === undefined) return;
    // While it waited, its face may have gone, or a better one may have come.
    const laneNow = this.#devices.laneOf(queued.item.action);
    if (laneNow !== lane) {
      this.#queue.move(lane, laneNow);
      this.#next(laneNow);
      this.#next(lane);
      return;
    }
    this.#start(queued);
  }

  #start({ item: work, lane }: QueuedCommand<LaneWork>): void {
    const controller = new AbortController();
    const { promise: ended, resolve } = Promise.withResolvers<void>();
    const run: Run = { work, controller, ended };
    this.#runs.add(run);
    void work.run({ signal: controller.signal, closing: this.#closing.signal }).finally(() => {
      this.#runs.delete(run);
      resolve();
      this.#queue.done(lane);
      this.#next(lane);
    });
  }

  #scheduleExpiry(): void {
    this.#cancelExpiry();
    const deadlineMs = this.#queue.nextDeadlineMs;
    if (deadlineMs === undefined || this.#isClosed) return;
    const clock = this.#clock;
    this.#cancelExpiry = clock.schedule(Math.max(0, deadlineMs - clock.monotonicMs()), () => {
      for (const { item } of this.#queue.expire(clock.monotonicMs())) item.expire();
      this.#scheduleExpiry();
    });
  }
}
