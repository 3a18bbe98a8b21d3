import {
  type AttributeValue,
  abortedError,
  contractVersion,
  type Driver,
  type DriverContext,
  type FactoryFor,
  type HttpLink,
  isTimeUp,
  type JsonObject,
  type Observation,
  parseDriverSettings,
  RaeError,
  sleep,
  toRaeError,
} from "@rae/driver";
import { Type } from "typebox";
import {
  launchPath,
  literalPaths,
  parseActiveApp,
  parseApps,
  parseDeviceInfo,
  powerState,
  type RokuApp,
} from "./codec.ts";
import { describeRoku, limitedBySetting } from "./device-info.ts";
import { EcpClient } from "./ecp-client.ts";
import { rokuKeys } from "./keys.ts";

const name = "roku-ecp";

const settingsSchema = Type.Object(
  {
    confirmIntervalMs: Type.Integer({
      default: 250,
      minimum: 20,
      maximum: 10_000,
      description: "how often an effect is read back until it shows",
    }),
  },
  { additionalProperties: false },
);

/** Roku players and sets by External Control Protocol. */
export const rokuEcp: FactoryFor<"http"> = {
  contractVersion,
  name,
  needs: "http",
  checkSettings: (settings) => void parseDriverSettings(name, settingsSchema, settings),
  open: (link, settings, context) => new RokuEcpDriver(link, settings, context),
};

class RokuEcpDriver implements Driver {
  readonly capabilities = ["info", "power", "remote-control", "app"];
  readonly #link: HttpLink;
  readonly #ecp: EcpClient;
  readonly #context: DriverContext;
  readonly #confirmIntervalMs: number;
  readonly #closed = new AbortController();
  #isTelevision = true;
  #sleeping = false;
  #limited: boolean | undefined;

  constructor(link: HttpLink, settings: JsonObject, context: DriverContext) {
    this.#confirmIntervalMs = parseDriverSettings(name, settingsSchema, settings).confirmIntervalMs;
    this.#link = link;
    this.#ecp = new EcpClient(link);
    this.#context = context;
    this.#noteSleep(context.remembered["power.state"]);
  }

  probe(signal: AbortSignal): Promise<Observation> {
    return this.#guard(signal, (guarded) => this.#observe(guarded));
  }

  run(capability: string, command: string, parameters: JsonObject, signal: AbortSignal) {
    return this.#guard(signal, (guarded) =>
      this.#dispatch(`${capability}.${command}`, parameters, guarded),
    );
  }

  async close(): Promise<void> {
    this.#closed.abort(
      new RaeError("link-unavailable", `the driver of ${this.#link.id} is closed`),
    );
  }

  async #dispatch(
    command: string,
    parameters: JsonObject,
    signal: AbortSignal,
  ): Promise<{ readonly result: JsonObject; readonly observation?: Observation }> {
    switch (command) {
      case "info.get": {
        const observation = await this.#observe(signal);
        return { result: { attributes: observation.attributes }, observation };
      }
      case "power.state":
        return this.#powerResult(await this.#readPowerMode(signal));
      case "power.on":
        await this.#control("/keypress/PowerOn", signal);
        return this.#powerResult(await this.#confirmPower("on", signal));
      case "power.off":
        await this.#control("/keypress/PowerOff", signal);
        return this.#powerResult(await this.#confirmPower("standby", signal));
      case "remote-control.press":
        return { result: await this.#press(String(parameters.key), signal) };
      case "remote-control.type":
        return { result: await this.#type(String(parameters.text), signal) };
      case "remote-control.keys":
        return { result: { keys: [...rokuKeys(this.#isTelevision).keys()] } };
      case "app.list":
        return { result: { apps: parseApps(await this.#ecp.query("apps", signal)) } };
      case "app.active":
        return this.#appResult(await this.#activeApp(signal));
      case "app.launch":
        return this.#launch(parameters, signal);
      default:
        throw new RaeError("unsupported", `a Roku does not offer ${command}`, {
          details: { command },
        });
    }
  }

  async #observe(signal: AbortSignal): Promise<Observation> {
    const fields = parseDeviceInfo(await this.#ecp.query("device-info", signal));
    this.#isTelevision = fields.get("is-tv") !== "false";
    const { attributes, keys } = describeRoku(fields);
    this.#noteSleep(attributes["power.state"]);
    this.#limited = limitedBySetting(fields) ?? this.#limited;
    if (this.#limited !== undefined) attributes["control.limited"] = this.#limited;
    attributes["net.address"] = this.#link.host;
    attributes["net.port"] = this.#link.port;
    const app = await this.#activeAppIfAllowed(signal);
    const { set, removed } = appAttributes(app);
    return { attributes: { ...attributes, ...set }, removed, keys };
  }

  /** Limited mode answers some queries and refuses others; what is refused is not known. */
  async #activeAppIfAllowed(signal: AbortSignal): Promise<RokuApp | null> {
    try {
      return await this.#activeApp(signal);
    } catch (error) {
      if (toRaeError(error).code === "limited-mode") return null;
      throw error;
    }
  }

  async #activeApp(signal: AbortSignal): Promise<RokuApp | null> {
    return parseActiveApp(await this.#ecp.query("active-app", signal));
  }

  async #readPowerMode(signal: AbortSignal, wanted?: "on" | "standby"): Promise<string> {
    try {
      const fields = parseDeviceInfo(await this.#ecp.query("device-info", signal));
      return fields.get("power-mode") ?? "";
    } catch (error) {
      // Without fast start a Roku leaves the network as soon as it is told to sleep.
      const hasLeft = toRaeError(error).code === "unreachable" && !isTimeUp(signal);
      if (wanted !== "standby" || !hasLeft) throw error;
      return "Suspend";
    }
  }

  async #confirmPower(wanted: "on" | "standby", signal: AbortSignal): Promise<string> {
    return this.#confirm(`power ${wanted}`, signal, async () => {
      const mode = await this.#readPowerMode(signal, wanted);
      const isOn = powerState(mode) === "on";
      return isOn === (wanted === "on") ? { done: mode } : { still: mode };
    });
  }

  #powerResult(mode: string) {
    const state = powerState(mode);
    this.#noteSleep(state);
    return {
      result: { state },
      observation: { attributes: { "power.state": state, "x.roku.power-mode": mode }, keys: [] },
    };
  }

  async #press(key: string, signal: AbortSignal): Promise<JsonObject> {
    const keys = rokuKeys(this.#isTelevision);
    const ecpKey = keys.get(key);
    if (ecpKey === undefined) {
      throw new RaeError("unsupported", `this Roku has no key ${key}`, {
        details: { key, keys: [...keys.keys()] },
      });
    }
    await this.#control(`/keypress/${ecpKey}`, signal);
    return { key };
  }

  async #type(text: string, signal: AbortSignal): Promise<JsonObject> {
    let typed = 0;
    for (const path of literalPaths(text)) {
      try {
        await this.#control(path, signal);
      } catch (error) {
        if (error === signal.reason) throw error;
        const { code, message, details } = toRaeError(error);
        throw new RaeError(code, message, { cause: error, details: { ...details, typed } });
      }
      typed += 1;
    }
    return { typed };
  }

  async #launch(parameters: JsonObject, signal: AbortSignal) {
    const appId = String(parameters.appId);
    await this.#send(launchPath(appId, textValues(parameters.arguments)), signal);
    const app = await this.#confirm(`app ${appId} in front`, signal, async () => {
      const active = await this.#activeApp(signal);
      return active?.appId === appId ? { done: active } : { still: active?.name ?? "home" };
    });
    return this.#appResult(app);
  }

  #appResult(app: RokuApp | null) {
    const { set, removed } = appAttributes(app);
    return { result: { app }, observation: { attributes: set, removed, keys: [] } };
  }

  /** Sends a key: what Limited mode forbids first, so that its success tells that the mode is off. */
  async #control(path: string, signal: AbortSignal): Promise<void> {
    await this.#send(path, signal);
    this.#noteLimited(false);
  }

  async #send(path: string, signal: AbortSignal): Promise<void> {
    try {
      await this.#ecp.post(path, signal);
    } catch (error) {
      if (toRaeError(error).code === "limited-mode") this.#noteLimited(true);
      throw error;
    }
  }

  #noteLimited(limited: boolean): void {
    if (this.#limited === limited) return;
    this.#limited = limited;
    this.#context.report({ attributes: { "control.limited": limited }, keys: [] });
  }

  #noteSleep(state: AttributeValue | undefined): void {
    this.#sleeping = state === "standby" || state === "off";
  }

  /** Reads back until the effect shows; when the time is up, the error says what showed instead. */
  async #confirm<T>(
    what: string,
    signal: AbortSignal,
    read: () => Promise<{ readonly done: T } | { readonly still: string }>,
  ): Promise<T> {
    let still = "nothing";
    try {
      for (;;) {
        const seen = await read();
        if ("done" in seen) return seen.done;
        still = seen.still;
        await sleep(this.#context.clock, this.#confirmIntervalMs, signal);
      }
    } catch (error) {
      if (!isTimeUp(signal)) throw error;
      throw new RaeError(
        "timeout",
        `the device took the command, but ${what} did not show in time`,
        {
          cause: error,
          details: { wanted: what, still },
        },
      );
    }
  }

  /**
   * Runs `task` until the driver closes. The rule of sleep: a Roku that said DisplayOff, Ready, Headless or PowerOff when it
   * last spoke, to this driver or to one before it, and takes no connections now is `asleep`; one that was on, or never seen, is `unreachable`; one that takes
   * the connection and does not answer is frozen, `timeout`, whatever it said before.
   */
  async #guard<T>(signal: AbortSignal, task: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const guarded = AbortSignal.any([signal, this.#closed.signal]);
    try {
      guarded.throwIfAborted();
      return await task(guarded);
    } catch (error) {
      if (error === guarded.reason)
        throw abortedError(guarded, "the device did not answer in time");
      if (toRaeError(error).code !== "unreachable" || !this.#sleeping) throw error;
      throw new RaeError("asleep", "the device went to standby and has left the network", {
        cause: error,
        details: { link: this.#link.id },
      });
    }
  }
}

function appAttributes(app: RokuApp | null): {
  readonly set: Record<string, AttributeValue>;
  readonly removed: readonly string[];
} {
  return app === null
    ? { set: {}, removed: ["app.active", "app.active-name"] }
    : { set: { "app.active": app.appId, "app.active-name": app.name }, removed: [] };
}

function textValues(value: unknown): Record<string, string> {
  if (value === null || typeof value !== "object") return {};
  return Object.fromEntries(Object.entries(value).map(([key, text]) => [key, String(text)]));
}
