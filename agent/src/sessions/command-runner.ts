import type { Clock, Logger } from "@rae/kit";
import { type DeviceCommand, type EffectClass, RaeError, toRaeError } from "@rae/protocol";
import { admitCommand } from "../core/commands/command-admission.ts";
import { endByError, interruptedOutcome, outcomeOf } from "../core/commands/command-outcome.ts";
import type { Registry } from "../ports/store.ts";
import type { CommandDevices, CommandLanes, Turn } from "./command-lanes.ts";
import { DriverCall } from "./driver-call.ts";

export interface CommandRunnerOptions {
  readonly boxId: string;
  readonly registry: Registry;
  readonly devices: CommandDevices;
  readonly lanes: CommandLanes;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Runs commands of clients: each has one terminal outcome.
 *
 * INVARIANTS: an effect-once or idempotent command acts only after `started` is durable, and an id that was started or has
 * an outcome never acts again. A query leaves no trace before its outcome; after a restart it may run again.
 */
export class CommandRunner {
  readonly #options: CommandRunnerOptions;

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
    const { registry, devices, lanes, clock } = this.#options;
    const { sessionId, commandId, remainingMs } = command;
    if (lanes.isClosed || lanes.has(commandId)) return;
    if (registry.commands.find(commandId) !== undefined) {
      registry.commands.repeat(commandId);
      return;
    }
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
      lanes.add({
        ...{ commandId, action: command, deadlineMs },
        leaseToken: effect === "query" ? undefined : (command.lease?.token ?? 0),
        run: (turn) => this.#run(command, effect, deadlineMs, turn),
        expire: () => this.#expired(command),
      });
    } catch (error) {
      this.#reject(command, toRaeError(error));
    }
  }

  async #run(
    command: DeviceCommand,
    effect: EffectClass,
    deadlineMs: number,
    turn: Turn,
  ): Promise<void> {
    const { commandId, sessionId } = command;
    try {
      await this.#act(command, effect, deadlineMs, turn);
    } catch (error) {
      this.#options.logger.error({ err: error, commandId, sessionId }, "outcome not stored");
    }
  }

  async #act(
    command: DeviceCommand,
    effect: EffectClass,
    deadlineMs: number,
    turn: Turn,
  ): Promise<void> {
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
    const call = new DriverCall(devices, clock, command);
    try {
      const result = await call.answer(remainingMs, turn);
      const outcome = { result, durationMs: durationMs() };
      registry.commands.finish(outcomeOf(command, "succeeded", clock.nowMs(), outcome));
    } catch (error) {
      const end = endByError(effect, toRaeError(error));
      if (end.error.code === "internal")
        logger.error({ err: error, commandId }, "command failed inside");
      const outcome = { error: end.error, durationMs: durationMs() };
      registry.commands.finish(outcomeOf(command, end.state, clock.nowMs(), outcome));
    }
    logger.debug({ commandId, sessionId, capability, command: name }, "command ended");
    if (!(await call.settled(turn))) logger.error({ commandId }, "driver did not stop in time");
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
}
