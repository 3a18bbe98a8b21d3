import {
  type ByteLink,
  type CommandAnswer,
  confirmEffect,
  type DeviceContext,
  type DeviceObservation,
  DriverError,
  type EffectSeen,
  sentError,
  toRaeError,
} from "@rae/driver";
import type { LgCommand } from "./codec.ts";
import { inputName, isSameInput, lgKeys } from "./keys.ts";
import { LgLine, type LgLineOptions } from "./lg-line.ts";
import { type Reading, Readings } from "./readings.ts";

export interface LgSetOptions extends LgLineOptions {
  readonly confirmIntervalMs: number;
}

/** What a key changes that can be read back. */
const readingOfKey: ReadonlyMap<string, Reading> = new Map([
  ["volume-up", "kf"],
  ["volume-down", "kf"],
  ["mute", "ke"],
]);

/** Keys that a set in standby acts on, whether or not it answers. */
const wakingKeys = ["power", "power-on"];

/** One LG set by its line. */
export class LgSet {
  readonly #line: LgLine;
  readonly #readings: Readings;
  readonly #context: DeviceContext;
  readonly #options: LgSetOptions;
  #inStandby: boolean;

  constructor(link: ByteLink, options: LgSetOptions, context: DeviceContext) {
    this.#line = new LgLine(link, context, options);
    this.#readings = new Readings(this.#line, context.clock);
    this.#context = context;
    this.#options = options;
    this.#inStandby = context.remembered["power.state"] === "standby";
  }

  async observe(signal: AbortSignal): Promise<DeviceObservation> {
    const state = await this.#asleepIfSilent(() => this.#readPower(signal));
    const attributes = {
      "model.vendor": "LG",
      "power.state": state,
      "x.lg.set-id": this.#options.setId,
    };
    // In standby a set refuses all else; what it last said of sound and input is then not known any more.
    if (state !== "on") return { attributes, removed: this.#readings.names };
    const seen = await this.#readings.read(signal);
    return { attributes: { ...attributes, ...seen.attributes }, removed: seen.removed };
  }

  async power(signal: AbortSignal): Promise<CommandAnswer<"power.state">> {
    return powerAnswer(await this.#asleepIfSilent(() => this.#readPower(signal)));
  }

  /** Says `on` once and reads back until it shows: a set acknowledges late, or not at all, while it starts. */
  async switchOn(signal: AbortSignal): Promise<CommandAnswer<"power.on">> {
    await ignoreSilence(this.#line.send({ letters: "ka", data: 1 }, signal), signal);
    await this.#confirm("power on", signal, async () => {
      const state = await ignoreSilence(this.#readPower(signal), signal);
      return state === "on" ? { done: state } : { still: state ?? "no answer" };
    });
    return powerAnswer("on");
  }

  /** Many models say nothing in standby; then the acknowledgement is all the confirmation that there is. */
  async switchOff(signal: AbortSignal): Promise<CommandAnswer<"power.off">> {
    await this.#asleepIfSilent(() => this.#line.send({ letters: "ka", data: 0 }, signal));
    this.#inStandby = true;
    await this.#confirm("power standby", signal, async () => {
      const state = await ignoreSilence(this.#readPower(signal), signal);
      return state === "on" ? { still: state } : { done: state };
    });
    return powerAnswer("standby");
  }

  async press(key: string, signal: AbortSignal): Promise<CommandAnswer<"remote-control.press">> {
    const command = lgKeys.get(key);
    if (command === undefined) {
      throw new DriverError("unsupported", `an LG set has no key ${key}`, {
        details: { key, keys: [...lgKeys.keys()] },
      });
    }
    const send = () => this.#line.send(command, signal);
    await (wakingKeys.includes(key) ? send() : this.#asleepIfSilent(send));
    const observation = await this.#effectOf(key, command, signal);
    return { result: { key }, ...(observation === undefined ? {} : { observation }) };
  }

  async type(text: string, signal: AbortSignal): Promise<CommandAnswer<"remote-control.type">> {
    if (!/^[0-9]+$/.test(text)) {
      throw new DriverError("unsupported", "an LG set has keys for digits only", {
        details: { text },
      });
    }
    for (const [typed, digit] of [...text].entries()) {
      try {
        await this.press(`digit-${digit}`, signal);
      } catch (error) {
        // What is typed is typed, and the whole text cannot simply be sent again.
        throw typed === 0 ? error : sentError(error, { typed });
      }
    }
    return { result: { typed: text.length } };
  }

  close(): void {
    this.#line.close();
  }

  async #effectOf(
    key: string,
    command: LgCommand,
    signal: AbortSignal,
  ): Promise<DeviceObservation | undefined> {
    if (command.letters === "xb") {
      const input = await this.#confirmInput(command.data, signal);
      return { attributes: { "video.input": input } };
    }
    const reading = readingOfKey.get(key);
    // The key is pressed, whatever comes of looking at what it did.
    return reading && this.#readings.read(signal, [reading]).catch(() => undefined);
  }

  /** The input that shows; a model that does not tell it is taken by its acknowledgement. */
  #confirmInput(code: number, signal: AbortSignal): Promise<string> {
    const wanted = inputName(code);
    return this.#confirm(`input ${wanted}`, signal, async () => {
      try {
        const shown = inputName(await this.#line.read("xb", signal));
        return isSameInput(shown, wanted) ? { done: shown } : { still: shown };
      } catch (error) {
        if (toRaeError(error).code === "refused") return { done: wanted };
        if (isSilence(error, signal)) return { still: "no answer" };
        throw error;
      }
    });
  }

  async #readPower(signal: AbortSignal): Promise<"on" | "standby"> {
    const state = (await this.#line.read("ka", signal)) === 0 ? "standby" : "on";
    this.#inStandby = state === "standby";
    if (this.#inStandby) this.#readings.forget();
    return state;
  }

  #confirm<T>(what: string, signal: AbortSignal, look: () => Promise<EffectSeen<T>>): Promise<T> {
    const { clock } = this.#context;
    return confirmEffect(
      { what, clock, intervalMs: this.#options.confirmIntervalMs, signal },
      look,
    );
  }

  /**
   * The rule of sleep: a set that was in standby when it last spoke, or that took our power off, and now says nothing is
   * `asleep`; one that was on, or never heard, is frozen or absent, `timeout`.
   */
  async #asleepIfSilent<T>(task: () => Promise<T>): Promise<T> {
    try {
      return await task();
    } catch (error) {
      if (toRaeError(error).code !== "timeout" || !this.#inStandby) throw error;
      throw new DriverError("asleep", "the set is in standby and does not answer", {
        cause: error,
      });
    }
  }
}

function powerAnswer(state: "on" | "standby"): CommandAnswer<"power.state"> {
  return { result: { state }, observation: { attributes: { "power.state": state } } };
}

/** Undefined where the set said nothing readable, as it may while it starts. */
async function ignoreSilence<T>(task: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  return task.catch((error: unknown) => {
    if (isSilence(error, signal)) return undefined;
    throw error;
  });
}

/** Whether the set said nothing readable; the end of our own time is still an end. */
function isSilence(error: unknown, signal: AbortSignal): boolean {
  return !signal.aborted && ["timeout", "bad-reply"].includes(toRaeError(error).code);
}
