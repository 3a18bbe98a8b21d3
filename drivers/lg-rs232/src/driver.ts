import {
  type AttributeValue,
  abortedError,
  type ByteLink,
  contractVersion,
  type Driver,
  type DriverContext,
  type FactoryFor,
  type JsonObject,
  type Observation,
  parseDriverSettings,
  RaeError,
  sleep,
  toRaeError,
} from "@rae/driver";
import { Type } from "typebox";
import { inputName, lgKeys } from "./keys.ts";
import { LgLine } from "./lg-line.ts";

const name = "lg-rs232";

const settingsSchema = Type.Object(
  {
    setId: Type.Integer({
      default: 1,
      minimum: 0,
      maximum: 99,
      description: "as in the set's menu",
    }),
    pauseMs: Type.Integer({ default: 50, minimum: 0, maximum: 5_000 }),
    replyTimeoutMs: Type.Integer({ default: 3_000, minimum: 50, maximum: 60_000 }),
    confirmIntervalMs: Type.Integer({ default: 500, minimum: 20, maximum: 10_000 }),
  },
  { additionalProperties: false },
);

/** LG sets by their RS-232C port. */
export const lgRs232: FactoryFor<"bytes"> = {
  contractVersion,
  name,
  needs: "bytes",
  defaultBaudRate: 9600,
  checkSettings: (settings) => void parseDriverSettings(name, settingsSchema, settings),
  open: (link, settings, context) => new LgRs232Driver(link, settings, context),
};

type Value = readonly [attribute: string, value: AttributeValue];

/** What a probe reads of a set that is on, beside its power. */
const readings: ReadonlyMap<string, (data: number) => Value> = new Map([
  ["kf", (data: number): Value => ["audio.volume", data]],
  // The manual counts volume, not muting: 00 is "volume mute on", 01 "volume mute off".
  ["ke", (data: number): Value => ["audio.muted", data === 0]],
  ["xb", (data: number): Value => ["video.input", inputName(data)]],
]);

/** What a key changes that can be read back. */
const readingOfKey: ReadonlyMap<string, string> = new Map([
  ["volume-up", "kf"],
  ["volume-down", "kf"],
  ["mute", "ke"],
]);

class LgRs232Driver implements Driver {
  readonly capabilities = ["info", "power", "remote-control"];
  readonly #line: LgLine;
  readonly #context: DriverContext;
  readonly #setId: number;
  readonly #confirmIntervalMs: number;
  /** Readings that this model refused while it was on. */
  readonly #refused = new Set<string>();
  #inStandby = false;

  constructor(link: ByteLink, settings: JsonObject, context: DriverContext) {
    const parsed = parseDriverSettings(name, settingsSchema, settings);
    this.#line = new LgLine(link, context.clock, parsed);
    this.#context = context;
    this.#setId = parsed.setId;
    this.#confirmIntervalMs = parsed.confirmIntervalMs;
    this.#inStandby = context.remembered["power.state"] === "standby";
  }

  async probe(signal: AbortSignal): Promise<Observation> {
    return this.#asleepIfSilent(() => this.#observe(signal));
  }

  async run(
    capability: string,
    command: string,
    parameters: JsonObject,
    signal: AbortSignal,
  ): Promise<{ readonly result: JsonObject; readonly observation?: Observation }> {
    if (signal.aborted) throw abortedError(signal, "the set was asked too late");
    this.#line.checkOpen();
    switch (`${capability}.${command}`) {
      case "info.get": {
        const observation = await this.probe(signal);
        return { result: { attributes: observation.attributes }, observation };
      }
      case "power.state":
        return powerResult(await this.#asleepIfSilent(() => this.#readPower(signal)));
      case "power.on":
        return powerResult(await this.#switchOn(signal));
      case "power.off":
        return powerResult(await this.#asleepIfSilent(() => this.#switchOff(signal)));
      case "remote-control.press":
        return this.#asleepIfSilent(() => this.#press(String(parameters.key), signal));
      case "remote-control.type":
        return { result: await this.#type(String(parameters.text), signal) };
      case "remote-control.keys":
        return { result: { keys: [...lgKeys.keys()] } };
      default:
        throw new RaeError("unsupported", `an LG set does not offer ${capability}.${command}`, {
          details: { capability, command },
        });
    }
  }

  async close(): Promise<void> {
    this.#line.close();
  }

  async #observe(signal: AbortSignal): Promise<Observation> {
    const state = await this.#readPower(signal);
    const attributes: Record<string, AttributeValue> = {
      "model.vendor": "LG",
      "power.state": state,
      "x.lg.set-id": this.#setId,
    };
    // In standby a set refuses all else; what it last said of sound and input is then not known any more.
    if (state !== "on") {
      return { attributes, removed: ["audio.volume", "audio.muted", "video.input"], keys: [] };
    }
    for (const letters of readings.keys()) {
      const value = await this.#readIfOffered(letters, signal);
      if (value !== undefined) attributes[value[0]] = value[1];
    }
    return { attributes, keys: [] };
  }

  async #readIfOffered(letters: string, signal: AbortSignal): Promise<Value | undefined> {
    const describe = readings.get(letters);
    if (describe === undefined || this.#refused.has(letters)) return undefined;
    try {
      return describe(await this.#line.read(letters, signal));
    } catch (error) {
      if (toRaeError(error).code !== "refused") throw error;
      this.#refused.add(letters);
      return undefined;
    }
  }

  async #readPower(signal: AbortSignal): Promise<"on" | "standby"> {
    const state = (await this.#line.read("ka", signal)) === 0 ? "standby" : "on";
    this.#inStandby = state === "standby";
    return state;
  }

  /** Says `on` once and reads back until it shows: a set acknowledges late, or not at all, while it starts. */
  async #switchOn(signal: AbortSignal): Promise<"on"> {
    await ignoreSilence(this.#line.exchange({ letters: "ka", data: 1 }, signal), signal);
    for (;;) {
      if ((await ignoreSilence(this.#readPower(signal), signal)) === "on") return "on";
      await sleep(this.#context.clock, this.#confirmIntervalMs, signal).catch(() => {
        throw abortedError(signal, "the set was told to switch on, but did not show it in time");
      });
    }
  }

  /** Many models say nothing in standby; then the acknowledgement is all the confirmation that there is. */
  async #switchOff(signal: AbortSignal): Promise<"standby"> {
    await this.#line.exchange({ letters: "ka", data: 0 }, signal);
    this.#inStandby = true;
    for (;;) {
      const state = await ignoreSilence(this.#readPower(signal), signal);
      if (state !== "on") return "standby";
      await sleep(this.#context.clock, this.#confirmIntervalMs, signal).catch(() => {
        throw abortedError(signal, "the set took power off, but still says that it is on");
      });
    }
  }

  async #press(key: string, signal: AbortSignal) {
    const command = lgKeys.get(key);
    if (command === undefined) {
      throw new RaeError("unsupported", `an LG set has no key ${key}`, {
        details: { key, keys: [...lgKeys.keys()] },
      });
    }
    const data = await this.#line.exchange(command, signal);
    const reading = readingOfKey.get(key);
    const value =
      command.letters === "xb"
        ? (["video.input", inputName(data ?? command.data)] as const)
        : reading && (await ignoreFailure(this.#readIfOffered(reading, signal)));
    return {
      result: { key },
      ...(value ? { observation: { attributes: { [value[0]]: value[1] }, keys: [] } } : {}),
    };
  }

  async #type(text: string, signal: AbortSignal): Promise<JsonObject> {
    if (!/^[0-9]+$/.test(text)) {
      throw new RaeError("unsupported", "an LG set has keys for digits alone", {
        details: { text },
      });
    }
    for (const digit of text) {
      await this.#asleepIfSilent(() => this.#press(`digit-${digit}`, signal));
    }
    return { typed: text.length };
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
      throw new RaeError("asleep", "the set is in standby and does not answer", { cause: error });
    }
  }
}

function powerResult(state: "on" | "standby") {
  return { result: { state }, observation: { attributes: { "power.state": state }, keys: [] } };
}

/** Undefined where the set said nothing readable, as it may while it starts; the end of our own time is still an end. */
async function ignoreSilence<T>(task: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  try {
    return await task;
  } catch (error) {
    const { code } = toRaeError(error);
    if (signal.aborted || (code !== "timeout" && code !== "bad-reply")) throw error;
    return undefined;
  }
}

async function ignoreFailure<T>(task: Promise<T>): Promise<T | undefined> {
  return task.catch(() => undefined);
}
