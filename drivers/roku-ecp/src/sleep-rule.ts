import { type AttributeValue, DriverError, toRaeError } from "@rae/driver";

/**
 * The rule of sleep: a Roku that said DisplayOff, Ready, Headless or PowerOff when it last spoke, to this driver or to one before
 * it, and takes no connections now is `asleep`; one that was on, or never seen, is `unreachable`; one that takes the connection and
 * does not answer is frozen, `timeout`, whatever it said before.
 */
export class SleepRule {
  #sleeps = false;

  note(state: AttributeValue | undefined): void {
    this.#sleeps = state === "standby" || state === "off";
  }

  async guard<T>(task: () => Promise<T>): Promise<T> {
    try {
      return await task();
    } catch (error) {
      const { code, details } = toRaeError(error);
      if (code !== "unreachable" || !this.#sleeps) throw error;
      throw new DriverError("asleep", "the device went to standby and has left the network", {
        cause: error,
        details,
      });
    }
  }
}
