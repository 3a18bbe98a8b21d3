import { type Clock, DeadlineExceeded, type Logger, withDeadline } from "@rae/kit";
import { type DeviceCommand, type EffectClass, RaeError, toRaeError } from "@rae/protocol";
import { admitCommand } from "../core/commands/command-admission.ts";
import { endByError, interruptedOutcome, outcomeOf } from "../core/commands/command-outcome.ts";
import type { Registry } from "../ports/store.ts";
import type { CommandDevices, CommandLanes, Turn } from "./command-lanes.ts";
import type { DeviceLeases } from "./device-leases.ts";
import { DriverCall } from "./driver-call.ts";

/** The leases of the devices, as commands need them. */
export type CommandLeases = Pick<DeviceLeases, "hear" | "settling" | "admit">;

export interface CommandRunnerOptions {
  readonly boxId: string;
  readonly registry: Registry;
  readonly devices: CommandDevices;
  readonly lanes: CommandLanes;
  readonly leases: CommandLeases;
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
    const { registry, devices, lanes, leases, clock } = this.#options;
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
      if (effect !== "query") leases.hear(command);
      const deadlineMs = clock.monotonicMs() + remainingMs;
      lanes.add({
        ...{ commandId, action: command, deadlineMs },
        leaseBound: effect === "query" ? undefined : command,
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
    const { clock, devices, leases, registry, logger } = this.#options;
    const { commandId, sessionId, capability, command: name } = command;
    const remainingMs = () => deadlineMs - clock.monotonicMs();
    try {
      if (effect !== "query") await this.#settled(sessionId, remainingMs(), turn);
      if (remainingMs() <= 0) throw new DeadlineExceeded("waiting", 0);
      if (!devices.isOpen(sessionId)) {
        throw new RaeError("session-ended", "the session ended before the command ran");
      }
      // Nothing may come between this and `started`.
      if (effect !== "query") leases.admit(command);
    } catch (error) {
      if (turn.closing.aborted) return;
      if (error instanceof DeadlineExceeded) this.#expired(command);
      else this.#reject(command, toRaeError(error));
      return;
    }
    if (effect !== "query") {
      registry.commands.start(outcomeOf(command, "started", clock.nowMs()), effect);
      registry.flush();
    }
    const startedMs = clock.monotonicMs();
    const durationMs = () => clock.monotonicMs() - startedMs;
    const call = new DriverCall(devices, clock, command);
    try {
      const result = await call.answer(remainingMs(), turn);
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

  /** What ran under a lost lease may still be at the device by another lane. */
  async #settled(sessionId: string, remainingMs: number, { signal }: Turn): Promise<void> {
    const { clock, leases } = this.#options;
    const settling = leases.settling(sessionId);
    if (settling === undefined) return;
    await withDeadline(clock, remainingMs, "settling", () => settling, signal);
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
