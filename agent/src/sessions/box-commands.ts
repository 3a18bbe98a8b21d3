import type { Clock } from "@rae/kit";
import { defaults, type JsonObject, RaeError, uuidV7 } from "@rae/protocol";
import { admitCommand } from "../core/commands/command-admission.ts";
import type { CommandDevices, CommandLanes, DeviceAction } from "./command-lanes.ts";
import { DriverCall } from "./driver-call.ts";

/** Commands of the box itself, by which it cleans and checks its devices: they take turns with those of clients, and no lease refuses them. */
export class BoxCommands {
  readonly #lanes: CommandLanes;
  readonly #devices: CommandDevices;
  readonly #clock: Clock;

  constructor(lanes: CommandLanes, devices: CommandDevices, clock: Clock) {
    this.#lanes = lanes;
    this.#devices = devices;
    this.#clock = clock;
  }

  /**
   * Runs an action: it waits at most `commandDeadlineMs` for its turn, and has as long from then on. With the signal it ends at once, and
   * does not begin if it waits.
   * @throws RaeError as the driver says, and `session-ended`, `unsupported`, `invalid-parameters`, `queue-full`, `timeout`, `expired`;
   *   the signal's reason.
   */
  async run(action: DeviceAction, signal: AbortSignal): Promise<JsonObject> {
    const devices = this.#devices;
    const clock = this.#clock;
    signal.throwIfAborted();
    if (this.#lanes.isClosed) throw new RaeError("interrupted", "the agent stops");
    const { sessionId } = action;
    admitCommand(action, {
      isOpen: devices.isOpen(sessionId),
      offers: (capability) => devices.offers(sessionId, capability),
    });
    const { promise, resolve, reject } = Promise.withResolvers<JsonObject>();
    const deadlineMs = clock.monotonicMs() + defaults.commandDeadlineMs;
    const expire = () => reject(new RaeError("expired", "the device was not free in time"));
    const given = new AbortController();
    const onAbort = () => {
      given.abort(signal.reason);
      reject(signal.reason);
    };
    signal.addEventListener("abort", onAbort, { once: true });
    this.#lanes.add({
      ...{ commandId: uuidV7(), action, deadlineMs, leaseBound: undefined, expire },
      run: async (turn) => {
        if (signal.aborted) return;
        const stop = () => given.abort(turn.signal.reason);
        turn.signal.addEventListener("abort", stop, { once: true });
        const call = new DriverCall(devices, clock, action);
        const answer = call.answer(defaults.commandDeadlineMs, { ...turn, signal: given.signal });
        await answer.then(resolve, reject);
        await call.settled(turn);
      },
    });
    try {
      return await promise;
    } finally {
      signal.removeEventListener("abort", onAbort);
    }
  }
}
