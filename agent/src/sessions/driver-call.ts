import { isTimeUp } from "@rae/driver";
import { type Clock, DeadlineExceeded, withDeadline } from "@rae/kit";
import { type JsonObject, RaeError, toRaeError } from "@rae/protocol";
import type { CommandDevices, DeviceAction, Turn } from "./command-lanes.ts";

/** How long a driver may take to say how a command ended at its deadline. */
const lastWordMs = 100;

/** How long a driver that ignores its deadline may hold up the next command of its lane. */
const settleMs = 5_000;

/** One action of a driver, with a deadline. */
export class DriverCall {
  readonly #devices: Pick<CommandDevices, "run">;
  readonly #clock: Clock;
  readonly #action: DeviceAction;
  readonly #ended = Promise.withResolvers<void>();

  constructor(devices: Pick<CommandDevices, "run">, clock: Clock, action: DeviceAction) {
    this.#devices = devices;
    this.#clock = clock;
    this.#action = action;
  }

  /**
   * Ends at the deadline, with what the driver still says then: whether its request had gone out, it alone knows.
   * @throws RaeError as the driver says, `timeout`, and the signal's reason.
   */
  async answer(remainingMs: number, { signal }: Turn): Promise<JsonObject> {
    const clock = this.#clock;
    const { capability, command } = this.#action;
    const what = `${capability}.${command}`;
    let running: Promise<JsonObject> | undefined;
    const start = (aborted: AbortSignal) => {
      running = this.#devices.run(this.#action, aborted).finally(this.#ended.resolve);
      return running;
    };
    try {
      return await withDeadline(clock, remainingMs, what, start, signal);
    } catch (error) {
      const asked = running;
      if (!(error instanceof DeadlineExceeded) || asked === undefined) throw failureOf(error);
      const word = asked.then(
        (result) => () => result,
        (reason: unknown) => () => {
          throw failureOf(reason);
        },
      );
      const lastWord = await withDeadline(clock, lastWordMs, what, () => word, signal).catch(
        (cause: unknown) => () => {
          throw cause instanceof DeadlineExceeded ? silence(cause) : failureOf(cause);
        },
      );
      return lastWord();
    }
  }

  /**
   * Resolves when the driver has stopped, to true, or after a while, to false: the next command of its lane must not meet one that
   * still works on this one. Not waited for while the agent stops.
   */
  async settled({ closing }: Turn): Promise<boolean> {
    if (closing.aborted) return true;
    const ended = this.#ended.promise;
    return withDeadline(this.#clock, settleMs, "settling", () => ended, closing).then(
      () => true,
      () => closing.aborted,
    );
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
