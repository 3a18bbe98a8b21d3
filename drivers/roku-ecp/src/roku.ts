import {
  type AttributeValue,
  type CommandAnswer,
  confirmEffect,
  type DeviceContext,
  type DeviceObservation,
  DriverError,
  type EffectSeen,
  type HttpLink,
  isTimeUp,
  sentError,
  sideQuery,
  toRaeError,
} from "@rae/driver";
import {
  launchPath,
  literalPaths,
  parseActiveApp,
  parseApps,
  powerState,
  type RokuApp,
} from "./codec.ts";
import { describeRoku, limitedBySetting } from "./device-info.ts";
import { DeviceInfoQuery } from "./device-info-query.ts";
import { EcpClient } from "./ecp-client.ts";
import { rokuKeys } from "./keys.ts";
import { SleepRule } from "./sleep-rule.ts";

/** A Roku that has said who it is answers this in moments; the rest of a probe does not wait for it any longer. */
const activeAppTimeoutMs = 1_500;

/** One Roku by its HTTP link. */
export class Roku {
  readonly sleep = new SleepRule();
  readonly #link: HttpLink;
  readonly #ecp: EcpClient;
  readonly #deviceInfo: DeviceInfoQuery;
  readonly #context: DeviceContext;
  readonly #confirmIntervalMs: number;
  #isTelevision = true;
  #limited: boolean | undefined;

  constructor(link: HttpLink, confirmIntervalMs: number, context: DeviceContext) {
    this.#link = link;
    this.#ecp = new EcpClient(link);
    this.#deviceInfo = new DeviceInfoQuery(this.#ecp);
    this.#confirmIntervalMs = confirmIntervalMs;
    this.#context = context;
    this.sleep.note(context.remembered["power.state"]);
  }

  /** ECP's name of each key that the device has. */
  get keys(): ReadonlyMap<string, string> {
    return rokuKeys(this.#isTelevision);
  }

  async observe(signal: AbortSignal): Promise<DeviceObservation> {
    const fields = await this.#deviceInfo.ask(signal);
    this.#isTelevision = fields.get("is-tv") !== "false";
    const { attributes, removed, keys } = describeRoku(fields);
    this.sleep.note(attributes["power.state"]);
    const limited = limitedBySetting(fields);
    this.#limited = limited ?? this.#limited;
    if (this.#limited !== undefined) attributes["control.limited"] = this.#limited;
    attributes["net.address"] = this.#link.host;
    attributes["net.port"] = this.#link.port;
    const app = appAttributes(await this.#activeAppIfTold(signal));
    return {
      attributes: { ...attributes, ...app.set },
      removed: [...removed, ...app.removed],
      // Learned from a refusal, if it was.
      ...(limited === undefined ? { recalled: ["control.limited"] } : {}),
      keys,
    };
  }

  async power(signal: AbortSignal): Promise<CommandAnswer<"power.state">> {
    return this.#powerAnswer(await this.#readPowerMode(signal));
  }

  async switchTo(
    wanted: "on" | "standby",
    signal: AbortSignal,
  ): Promise<CommandAnswer<"power.state">> {
    await this.#control(wanted === "on" ? "/keypress/PowerOn" : "/keypress/PowerOff", signal);
    const mode = await this.#confirm(`power ${wanted}`, signal, async () => {
      const shown = await this.#readPowerMode(signal, wanted);
      const isOn = powerState(shown) === "on";
      return isOn === (wanted === "on") ? { done: shown } : { still: shown };
    });
    return this.#powerAnswer(mode);
  }

  async press(key: string, signal: AbortSignal): Promise<CommandAnswer<"remote-control.press">> {
    const ecpKey = this.keys.get(key);
    if (ecpKey === undefined) {
      throw new DriverError("unsupported", `this Roku has no key ${key}`, {
        details: { key, keys: [...this.keys.keys()] },
      });
    }
    await this.#control(`/keypress/${ecpKey}`, signal);
    return { result: { key } };
  }

  async type(text: string, signal: AbortSignal): Promise<CommandAnswer<"remote-control.type">> {
    let typed = 0;
    for (const path of literalPaths(text)) {
      try {
        await this.#control(path, signal);
      } catch (error) {
        // What is typed is typed, and the whole text cannot simply be sent again.
        throw typed === 0 ? error : sentError(error, { typed });
      }
      typed += 1;
    }
    return { result: { typed } };
  }

  async listApps(signal: AbortSignal): Promise<CommandAnswer<"app.list">> {
    return { result: { apps: parseApps(await this.#ecp.query("apps", signal)) } };
  }

  async activeApp(signal: AbortSignal): Promise<CommandAnswer<"app.active">> {
    const app = await this.#readActiveApp(signal);
    return { result: { app }, observation: appObservation(app) };
  }

  async launch(
    appId: string,
    values: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<CommandAnswer<"app.launch">> {
    await this.#send(launchPath(appId, values), signal);
    const app = await this.#confirm(`app ${appId} in front`, signal, async () => {
      const active = await this.#readActiveApp(signal);
      return active?.appId === appId ? { done: active } : { still: active?.name ?? "home" };
    });
    return { result: { app }, observation: appObservation(app) };
  }

  /** Null also if the device does not say. */
  async #activeAppIfTold(signal: AbortSignal): Promise<RokuApp | null> {
    const { clock } = this.#context;
    const query = (end: AbortSignal) => this.#readActiveApp(end);
    return (await sideQuery(clock, activeAppTimeoutMs, signal, query)) ?? null;
  }

  async #readActiveApp(signal: AbortSignal): Promise<RokuApp | null> {
    return parseActiveApp(await this.#ecp.query("active-app", signal));
  }

  async #readPowerMode(signal: AbortSignal, wanted?: "on" | "standby"): Promise<string> {
    try {
      return (await this.#deviceInfo.ask(signal)).get("power-mode") ?? "";
    } catch (error) {
      // Without fast start a Roku leaves the network as soon as it is told to sleep.
      const hasLeft = toRaeError(error).code === "unreachable" && !isTimeUp(signal);
      if (wanted !== "standby" || !hasLeft) throw error;
      return "Suspend";
    }
  }

  #powerAnswer(mode: string): CommandAnswer<"power.state"> {
    const state = powerState(mode);
    this.sleep.note(state);
    return {
      result: { state },
      observation: { attributes: { "power.state": state, "x.roku.power-mode": mode } },
    };
  }

  #confirm<T>(what: string, signal: AbortSignal, look: () => Promise<EffectSeen<T>>): Promise<T> {
    const intervalMs = this.#confirmIntervalMs;
    return confirmEffect({ what, clock: this.#context.clock, intervalMs, signal }, look);
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
    this.#context.report({ attributes: { "control.limited": limited } });
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

function appObservation(app: RokuApp | null): DeviceObservation {
  const { set, removed } = appAttributes(app);
  return { attributes: set, removed };
}
