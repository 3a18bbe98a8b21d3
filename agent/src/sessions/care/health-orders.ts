import { type Clock, DeadlineExceeded, withDeadline } from "@rae/kit";
import { type DeviceCommand, parseHealthOrder, RaeError, toRaeError } from "@rae/protocol";
import { outcomeOf } from "../../core/commands/command-outcome.ts";
import type { CommandStore } from "../../ports/store.ts";
import type { Caretaker } from "./caretaker.ts";

export interface HealthOrdersOptions {
  readonly caretaker: Caretaker;
  readonly commands: CommandStore;
  readonly clock: Clock;
}

/** Carries out what the control plane orders for the health of a device. Each order has one outcome; to run one twice does no harm. */
export class HealthOrders {
  readonly #options: HealthOrdersOptions;
  readonly #running = new Map<string, Promise<void>>();

  constructor(options: HealthOrdersOptions) {
    this.#options = options;
  }

  /** Takes a command of the capability `health`; a known id is answered with what is known. */
  accept(command: DeviceCommand): void {
    const { commands, clock } = this.#options;
    const { commandId, remainingMs } = command;
    if (this.#running.has(commandId)) return;
    if (commands.find(commandId) !== undefined) {
      commands.repeat(commandId);
    } else if (remainingMs <= 0) {
      const error = new RaeError("expired", "the deadline passed before the command was begun");
      commands.finish(outcomeOf(command, "expired", clock.nowMs(), { error }));
    } else {
      const running = this.#run(command).finally(() => this.#running.delete(commandId));
      this.#running.set(commandId, running);
    }
  }

  /** Resolves when every order has its outcome; the caretaker is closed before. */
  async close(): Promise<void> {
    await Promise.all(this.#running.values());
  }

  async #run(command: DeviceCommand): Promise<void> {
    const { caretaker, commands, clock } = this.#options;
    const { sessionId, capability, remainingMs, parameters } = command;
    try {
      const order = parseHealthOrder(command.command, parameters);
      const what = `${capability}.${order}`;
      const result =
        order === "release"
          ? caretaker.release(sessionId)
          : await withDeadline(clock, remainingMs, what, (signal) =>
              caretaker.check(sessionId, signal),
            );
      commands.finish(outcomeOf(command, "succeeded", clock.nowMs(), { result }));
    } catch (error) {
      if (!(error instanceof DeadlineExceeded)) {
        commands.finish(
          outcomeOf(command, "rejected", clock.nowMs(), { error: toRaeError(error) }),
        );
        return;
      }
      const late = new RaeError("timeout", "the check has not ended yet", { cause: error });
      commands.finish(outcomeOf(command, "failed", clock.nowMs(), { error: late }));
    }
  }
}
