import { isTimeUp } from "@rae/driver";
import { type Clock, DeadlineExceeded, type Logger, withDeadline } from "@rae/kit";
import {
  type DeviceCommand,
  type EffectClass,
  type JsonObject,
  RaeError,
  toRaeError,
} from "@rae/protocol";
import { admitCommand } from "../core/commands/command-admission.ts";
import { endByError, interruptedOutcome, outcomeOf } from "../core/commands/command-outcome.ts";
import { CommandQueue, type QueuedCommand } from "../core/commands/command-queue.ts";
import type { Registry } from "../ports/store.ts";

/** The devices, as commands need them. */
export interface CommandDevices {
  isOpen(sessionId: string): boolean;
  /** Whether a session offers a capability, also while none of its faces is there. */
  offers(sessionId: string, capability: string): boolean;
  /** What runs a command now; commands with one lane run one after the other. */
  laneOf(command: DeviceCommand): string;
  /** Runs a command. @throws RaeError as the driver says; `unreachable` or `asleep` while the session has no face. */
  run(command: DeviceCommand, signal: AbortSignal): Promise<JsonObject>;
}

export interface CommandRunnerOptions {
  readonly boxId: string;
  readonly registry: Registry;
  readonly devices: CommandDevices;
  readonly clock: Clock;
  readonly logger: Logger;
}

interface Work {
  readonly command: DeviceCommand;
  readonly effect: EffectClass;
}

/** How long a driver may take to say how a command ended at its deadline. */
const lastWordMs = 100;

/** How long a driver that ignores its deadline may hold up the next command of its lane. */
const settleMs = 5_000;

/**
 * Runs commands: one at a time in each lane, each with one terminal outcome.
 *
 * INVARIANTS: an effect-once or idempotent command acts only after `started` is durable, and an id that was started or has
 * an outcome never acts again. A query leaves no trace before its outcome; after a restart it may run again.
 */
export class CommandRunner {
  readonly #options: CommandRunnerOptions;
  readonly #queue = new CommandQueue<Work>();
  readonly #closing = new AbortController();
  readonly #runs = new Set<Promise<void>>();
  #cancelExpiry = () => {};
  #isClosed = false;

  constructor(options: CommandRunnerOptions) {
    this.#options = options;
    const { registry, boxId, clock } = options;
    for (const { commandId, sessionId, effect } of registry.commands.interrupted()) {
      const command = { commandId, boxId, sessionId };
      registry.commands.finish(interruptedOutcome(command, effect, clock.nowMs()));
    }
  }

  /** Takes a command that has come from the control plane; a known id is answered with what is known. */
  accept(command: DeviceCommand): void {
    if (this.#isClosed || this.#queue.has(command.commandId)) return;
    const { registry, devices, clock } = this.#options;
    const stored = registry.commands.find(command.commandId);
    if (stored !== undefined) {
      registry.commands.repeat(command.commandId);
      return;
    }
    const { sessionId, commandId, remainingMs } = command;
    const lane = devices.laneOf(command);
    if (remainingMs <= 0) {
      this.#expired(command);
      return;
    }
    try {
      const { effect } = admitCommand(command, {
        isOpen: devices.isOpen(sessionId),
        offers: (capability) => devices.offers(sessionId, capability),
      });
      const deadlineMs = clock.monotonicMs() + remainingMs;
      const item = { command, effect };
      if (!this.#queue.offer({ commandId, sessionId, lane, deadlineMs, item })) {
        throw new RaeError("queue-full", `too many commands wait for session ${sessionId}`);
      }
    } catch (error) {
      this.#reject(command, toRaeError(error));
      return;
    }
    this.#next(lane);
    this.#scheduleExpiry();
  }

  /** Waits at most `timeoutMs` for running commands, then aborts them. Waiting ones are left to the next start. */
  async close(timeoutMs: number): Promise<void> {
    this.#isClosed = true;
    this.#cancelExpiry();
    const cancel = this.#options.clock.schedule(timeoutMs, () =>
      this.#closing.abort(new RaeError("interrupted", "the agent stops")),
    );
    await Promise.allSettled(this.#runs);
    cancel();
  }

  #next(lane: string): void {
    if (this.#isClosed) return;
    const queued = this.#queue.take(lane);
    if (queued === undefined) return;
    const { command } = queued.item;
    // While it waited, its face may have gone, or a better one may have come.
    const laneNow = this.#options.devices.laneOf(command);
    if (laneNow !== lane) {
      this.#queue.move(lane, laneNow);
      this.#next(laneNow);
      this.#next(lane);
      return;
    }
    const run = this.#run(queued)
      .catch((error: unknown) =>
        this.#options.logger.error(
          { err: error, sessionId: command.sessionId },
          "outcome not stored",
        ),
      )
      .finally(() => {
        this.#runs.delete(run);
        this.#queue.done(lane);
        this.#next(lane);
      });
    this.#runs.add(run);
  }

  async #run({ item: { command, effect }, deadlineMs }: QueuedCommand<Work>): Promise<void> {
    const { clock, devices, registry, logger } = this.#options;
    const remainingMs = deadlineMs - clock.monotonicMs();
    if (remainingMs <= 0) {
      this.#expired(command);
      return;
    }
    if (!devices.isOpen(command.sessionId)) {
      this.#reject(
        command,
        new RaeError("session-ended", "the session ended before the command ran"),
      );
      return;
    }
    const { commandId, sessionId, capability, command: name } = command;
    if (effect !== "query") {
      registry.commands.start(outcomeOf(command, "started", clock.nowMs()), effect);
      registry.flush();
    }
    const startedMs = clock.monotonicMs();
    const durationMs = () => clock.monotonicMs() - startedMs;
    const pending = Promise.withResolvers<void>();
    try {
      const result = await this.#untilDeadline(`${capability}.${name}`, remainingMs, (signal) =>
        devices.run(command, signal).finally(pending.resolve),
      );
      const outcome = { result, durationMs: durationMs() };
      registry.commands.finish(outcomeOf(command, "succeeded", clock.nowMs(), outcome));
    } catch (error) {
      const end = endByError(effect, failureOf(error));
      if (end.error.code === "internal")
        logger.error({ err: error, commandId }, "command failed inside");
      const outcome = { error: end.error, durationMs: durationMs() };
      registry.commands.finish(outcomeOf(command, end.state, clock.nowMs(), outcome));
    }
    logger.debug({ commandId, sessionId, capability, command: name }, "command ended");
    await this.#settled(pending.promise, commandId);
  }

  /** Ends at the deadline, with what the driver still says then: whether its request had gone out, it alone knows. */
  async #untilDeadline<T>(
    what: string,
    remainingMs: number,
    task: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const { clock } = this.#options;
    const closing = this.#closing.signal;
    let running: Promise<T> | undefined;
    const start = (signal: AbortSignal) => {
      running = task(signal);
      return running;
    };
    try {
      return await withDeadline(clock, remainingMs, what, start, closing);
    } catch (error) {
      const asked = running;
      if (!(error instanceof DeadlineExceeded) || asked === undefined) throw error;
      const word = asked.then(
        (result) => () => result,
        (reason: unknown) => () => {
          throw reason;
        },
      );
      const lastWord = await withDeadline(clock, lastWordMs, what, () => word, closing).catch(
        (cause: unknown) => () => {
          throw cause instanceof DeadlineExceeded ? silence(cause) : cause;
        },
      );
      return lastWord();
    }
  }

  /** The next command must not meet a driver that still works on this one. */
  async #settled(pending: Promise<void>, commandId: string): Promise<void> {
    const { clock, logger } = this.#options;
    const signal = this.#closing.signal;
    if (signal.aborted) return;
    await withDeadline(clock, settleMs, "settling", () => pending, signal).catch(() =>
      logger.error({ commandId }, "driver did not stop in time"),
    );
  }

  #expired(command: DeviceCommand): void {
    const error = new RaeError("expired", "the deadline passed before the command was begun");
    const { registry, clock } = this.#options;
    registry.commands.finish(outcomeOf(command, "expired", clock.nowMs(), { error }));
  }

  #reject(command: DeviceCommand, error: RaeError): void {
    const { registry, clock } = this.#options;
    registry.commands.finish(outcomeOf(command, "rejected", clock.nowMs(), { error }));
  }

  #scheduleExpiry(): void {
    this.#cancelExpiry();
    const deadlineMs = this.#queue.nextDeadlineMs;
    if (deadlineMs === undefined || this.#isClosed) return;
    const { clock } = this.#options;
    this.#cancelExpiry = clock.schedule(Math.max(0, deadlineMs - clock.monotonicMs()), () => {
      for (const { item } of this.#queue.expire(clock.monotonicMs())) this.#expired(item.command);
      this.#scheduleExpiry();
    });
  }
}

/** A driver that says nothing at the deadline may have sent its request. */
function silence(cause: DeadlineExceeded): RaeError {
  return new RaeError("timeout", "neither the device nor its driver answered in time", {
    cause,
    details: { sent: true },
  });
}

function failureOf(error: unknown): RaeError {
  const isLate =
    error instanceof DeadlineExceeded ||
    (error instanceof Error && isTimeUp(AbortSignal.abort(error)));
  if (!isLate) return toRaeError(error);
  return new RaeError("timeout", "the device did not answer before the deadline", { cause: error });
}
