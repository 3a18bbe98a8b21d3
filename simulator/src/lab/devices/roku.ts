import { type Static, Type } from "typebox";
import { type DeviceRequest, HttpEndpoint } from "../endpoints/http.ts";
import { serializeResponse } from "../endpoints/http-response.ts";
import { SsdpEndpoint } from "../endpoints/ssdp.ts";
import type { Fault, FaultOf } from "../faults/fault-table.ts";
import type { DeviceBody } from "./device-body.ts";
import { defineFamily } from "./device-family.ts";
import type { DeviceState } from "./device-state.ts";
import { seedOf, uuidOf } from "./identity.ts";
import { answerEcp, refusal, serverHeader } from "./roku/ecp.ts";
import { RokuPlayer } from "./roku/player.ts";
import { spoilDocument, strangersAnswer } from "./roku/spoilt-answers.ts";

const settings = {
  port: Type.Integer({ minimum: 0, maximum: 65535, default: 0, description: "0 takes a free one" }),
  name: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
  isTv: Type.Boolean({ default: true, description: "false: a box without tuner and inputs" }),
  modelName: Type.String({ default: "55R635", minLength: 1, maxLength: 64 }),
  modelNumber: Type.String({ default: "G105X", minLength: 1, maxLength: 64 }),
  softwareVersion: Type.String({ default: "14.1.4", minLength: 1, maxLength: 32 }),
  softwareBuild: Type.String({ default: "7708", minLength: 1, maxLength: 32 }),
  network: Type.Union([Type.Literal("wifi"), Type.Literal("ethernet")], { default: "wifi" }),
  searchTarget: Type.String({
    default: "roku:ecp",
    pattern: "^[!-~]{1,128}$",
    description: "what it answers to by SSDP; another keeps clients of other labs away",
  }),
};
const settingsSchema = Type.Object(settings);

/** Roku televisions and boxes: External Control Protocol over HTTP, announced by SSDP. */
export const roku = defineFamily({
  name: "roku",
  needsSerialDir: () => false,
  settings,
  create: (state, given) => new RokuBody(state, given),
});

class RokuBody implements DeviceBody {
  readonly ownFaults = [
    "reset-half-way",
    "limited-mode",
    "accept-and-close",
    "other-server",
    "white-space",
    "bad-headers",
    "bad-xml",
    "bad-ssdp",
    "goodbye",
  ] as const;
  readonly #state: DeviceState;
  readonly #model;
  readonly #searchTarget: string;
  readonly #player: RokuPlayer;
  readonly #http: HttpEndpoint;
  #ssdp: SsdpEndpoint | undefined;
  #cancelSleep = () => {};

  constructor(state: DeviceState, given: Static<typeof settingsSchema>) {
    const { port, searchTarget, ...model } = given;
    const { id, context, faults } = state;
    this.#state = state;
    this.#model = { id, ...model, name: given.name ?? id };
    this.#searchTarget = searchTarget;
    this.#player = new RokuPlayer(given.isTv);
    this.#http = new HttpEndpoint({
      ...{ host: context.host, port, clock: context.clock, seed: seedOf(id) },
      answer: (request) => this.#answer(request),
      closesAtOnce: () => faults.has("accept-and-close"),
    });
  }

  open(): Promise<void> {
    return this.#goUp();
  }

  async close(): Promise<void> {
    this.#cancelSleep();
    await this.#ssdp?.close();
    this.#ssdp = undefined;
    await this.#http.close();
  }

  describe() {
    const player = this.#player;
    return {
      addresses: {
        http: `http://${this.#state.context.host}:${this.#http.port}`,
        usn: this.#usn(),
      },
      plugged: !this.#state.faults.has("unplug"),
      power: player.power,
      state: {
        app: player.app?.id ?? "",
        appName: player.app?.name ?? "Roku",
        player: player.playing,
        channel: player.channel?.number ?? "",
        volume: player.volume,
        muted: player.muted,
        typed: player.typed,
        searched: player.searched,
        launchParameters: new URLSearchParams(player.launchParameters).toString(),
        listening: this.#http.listening,
      },
    };
  }

  async beginFault(fault: Fault): Promise<void> {
    if (fault.fault !== "goodbye") return;
    for (let time = 0; time < (fault.times ?? 1); time += 1) await this.#ssdp?.goodbye();
    this.#state.faults.end("goodbye");
  }

  /** The television has power again: it boots, with what it had remembered of its network. */
  async plug(): Promise<void> {
    this.#player.restart();
    await this.#goUp();
  }

  unplug(): Promise<void> {
    return this.goDown();
  }

  /** A suspended television says `Ready` while its network is still up, then goes without a byebye. */
  async fallAsleep({ afterMs = 0, network = "refusing" }: FaultOf<"sleep">): Promise<void> {
    const { id, context } = this.#state;
    this.#cancelSleep();
    this.#player.power = "Ready";
    const go = async () => {
      await this.#ssdp?.vanish();
      this.#ssdp = undefined;
      this.#http.silent = network === "silent";
      if (network === "refusing") await this.#http.close();
    };
    if (afterMs === 0) {
      await go();
      return;
    }
    this.#cancelSleep = context.clock.schedule(afterMs, () => {
      go().catch((error: unknown) => {
        context.logger.error({ error, device: id }, "device did not fall asleep");
      });
    });
  }

  wake(): Promise<void> {
    this.#cancelSleep();
    return this.#goUp();
  }

  async goDown(): Promise<void> {
    this.#cancelSleep();
    await this.#ssdp?.vanish();
    this.#ssdp = undefined;
    await this.#http.close();
  }

  async comeBack(): Promise<void> {
    this.#player.restart();
    if (!this.#state.faults.has("unplug")) await this.#goUp();
  }

  #answer(request: DeviceRequest) {
    const { faults, identity, keys } = this.#state;
    const { method, target } = request;
    this.#state.hear(`${method} ${target.slice(0, 512)}`);
    if (faults.has("freeze")) return undefined;
    const refuse = faults.take("refuse", target);
    const plan = faults.takeReply(target);
    const stranger = faults.get("other-server");
    if (stranger !== undefined) {
      return { bytes: serializeResponse(strangersAnswer(stranger.status)), plan };
    }
    const response =
      refuse === undefined
        ? answerEcp(
            {
              ...{ model: this.#model, identity, player: this.#player },
              limited: faults.get("limited-mode"),
              onKey: (key) => keys.push(key),
            },
            request,
          )
        : refusal(this.#model, refuse.status ?? 401);
    const spoilt = spoilDocument(response, target, faults);
    return { bytes: serializeResponse(spoilt, faults.get("bad-headers")?.kind), plan };
  }

  async #goUp(): Promise<void> {
    const { id, context } = this.#state;
    const { interfaces, host, clock } = context;
    this.#http.silent = false;
    await this.#http.open();
    if (this.#ssdp !== undefined || interfaces.length === 0) return;
    this.#ssdp = new SsdpEndpoint({
      interfaces,
      services: {
        [this.#searchTarget]: this.#usn(),
        "upnp:rootdevice": `uuid:${uuidOf(id)}::upnp:rootdevice`,
      },
      location: `http://${host}:${this.#http.port}/`,
      server: serverHeader(this.#model),
      clock,
      fault: () => this.#state.faults.get("bad-ssdp")?.kind,
    });
    await this.#ssdp.open();
  }

  #usn(): string {
    return `uuid:roku:ecp:${this.#state.identity.serial}`;
  }
}
