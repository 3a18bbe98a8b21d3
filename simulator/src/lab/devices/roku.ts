import { sleep } from "@rae/kit";
import { type Static, Type } from "typebox";
import { type DeviceRequest, HttpEndpoint } from "../endpoints/http.ts";
import { SsdpEndpoint } from "../endpoints/ssdp.ts";
import { ActiveFaults } from "../faults/active-faults.ts";
import type { Fault, FaultName, FaultOf } from "../faults/fault-table.ts";
import type { DeviceReport } from "./device-report.ts";
import { changedIdentity, type Identity, identityOf, seedOf, uuidOf } from "./identity.ts";
import { RecentList } from "./recent-list.ts";
import type { RokuModel } from "./roku/documents.ts";
import { answerEcp, refusal, serverHeader } from "./roku/ecp.ts";
import { RokuPlayer } from "./roku/player.ts";
import { type DeviceContext, unsupportedFault, type VirtualDevice } from "./virtual-device.ts";

/** Settings of this family in a scenario. */
export const rokuSettings = {
  port: Type.Integer({ minimum: 0, maximum: 65535, default: 0, description: "0 takes a free one" }),
  name: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
  modelName: Type.String({ default: "55R635", minLength: 1, maxLength: 64 }),
  modelNumber: Type.String({ default: "G105X", minLength: 1, maxLength: 64 }),
  softwareVersion: Type.String({ default: "14.1.4", minLength: 1, maxLength: 32 }),
  softwareBuild: Type.String({ default: "7708", minLength: 1, maxLength: 32 }),
  network: Type.Union([Type.Literal("wifi"), Type.Literal("ethernet")], { default: "wifi" }),
};

const settingsSchema = Type.Object(rokuSettings);
export type RokuSettings = Static<typeof settingsSchema>;

const supportedFaults = [
  "freeze",
  "no-reply",
  "slow",
  "half-frame",
  "garbage",
  "refuse",
  "reset-half-way",
  "sleep",
  "limited-mode",
  "unplug",
  "plug",
  "reboot",
] as const satisfies readonly FaultName[];

/** A Roku television: External Control Protocol over HTTP, announced by SSDP. */
export class RokuDevice implements VirtualDevice {
  readonly id: string;
  readonly family = "roku";
  readonly supportedFaults = supportedFaults;
  readonly #model: RokuModel;
  readonly #context: DeviceContext;
  readonly #faults = new ActiveFaults();
  readonly #player = new RokuPlayer();
  readonly #http: HttpEndpoint;
  readonly #keys = new RecentList<string>(100);
  readonly #received = new RecentList<string>(100);
  #receivedCount = 0;
  #identity: Identity;
  #ssdp: SsdpEndpoint | undefined;
  #cancelSleep = () => {};
  #closed = false;

  constructor(
    id: string,
    identity: Partial<Identity>,
    settings: RokuSettings,
    context: DeviceContext,
  ) {
    this.id = id;
    this.#context = context;
    this.#identity = identityOf(id, identity);
    const { modelName, modelNumber, softwareVersion, softwareBuild, network } = settings;
    const name = settings.name ?? id;
    this.#model = { id, name, modelName, modelNumber, softwareVersion, softwareBuild, network };
    this.#http = new HttpEndpoint({
      host: context.host,
      port: settings.port,
      clock: context.clock,
      seed: seedOf(id),
      answer: (request) => this.#answer(request),
    });
  }

  async open(): Promise<void> {
    await this.#goUp();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelSleep();
    await this.#ssdp?.close();
    this.#ssdp = undefined;
    await this.#http.close();
  }

  report(): DeviceReport {
    const player = this.#player;
    return {
      id: this.id,
      family: this.family,
      identity: this.#identity,
      addresses: {
        http: `http://${this.#context.host}:${this.#http.port}`,
        usn: this.#usn(),
      },
      plugged: !this.#faults.has("unplug"),
      power: player.power,
      state: {
        app: player.app?.id ?? "",
        appName: player.app?.name ?? "Roku",
        player: player.playing,
        volume: player.volume,
        muted: player.muted,
        typed: player.typed,
        launchParameters: new URLSearchParams(player.launchParameters).toString(),
        listening: this.#http.listening,
      },
      keys: [...this.#keys.list()],
      received: [...this.#received.list()],
      receivedCount: this.#receivedCount,
      faults: [...this.#faults.list()],
      supportedFaults: [...this.supportedFaults],
    };
  }

  async apply(fault: Fault): Promise<void> {
    switch (fault.fault) {
      case "wrong-id":
        throw unsupportedFault(this, fault.fault);
      case "plug":
        await this.#plug();
        return;
      case "unplug":
        this.#faults.set(fault);
        await this.#goDown();
        return;
      case "reboot":
        await this.#reboot(fault);
        return;
      case "sleep":
        this.#faults.set(fault);
        await this.#sleep(fault);
        return;
      default:
        this.#faults.set(fault);
    }
  }

  async clearFaults(): Promise<void> {
    this.#cancelSleep();
    const wasUnplugged = this.#faults.has("unplug");
    this.#faults.clear();
    if (wasUnplugged) this.#player.restart();
    await this.#goUp();
  }

  #answer(request: DeviceRequest) {
    this.#receivedCount += 1;
    this.#received.push(`${request.method} ${request.target.slice(0, 512)}`);
    if (this.#faults.has("freeze")) return undefined;
    const refuse = this.#faults.take("refuse");
    const plan = this.#faults.takeReply();
    if (refuse !== undefined) return { response: refusal(this.#model, refuse.status ?? 401), plan };
    const response = answerEcp(
      {
        model: this.#model,
        identity: this.#identity,
        player: this.#player,
        limited: this.#faults.get("limited-mode"),
        onKey: (key) => this.#keys.push(key),
      },
      request,
    );
    return { response, plan };
  }

  /** The television has power again: it boots, with what it had remembered of its network. */
  async #plug(): Promise<void> {
    if (!this.#faults.has("unplug")) return;
    this.#faults.end("unplug");
    this.#player.restart();
    await this.#goUp();
  }

  async #reboot({ mac, esn, serial, downMs }: FaultOf<"reboot">): Promise<void> {
    this.#cancelSleep();
    this.#faults.end("sleep");
    await this.#goDown();
    if (downMs !== undefined) await sleep(this.#context.clock, downMs);
    this.#identity = changedIdentity(this.#identity, { mac, esn, serial });
    this.#player.restart();
    if (!this.#closed && !this.#faults.has("unplug")) await this.#goUp();
  }

  /** A suspended television says `Ready` while its network is still up, then goes without a byebye. */
  async #sleep({ afterMs = 0, network = "refusing" }: FaultOf<"sleep">): Promise<void> {
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
    this.#cancelSleep = this.#context.clock.schedule(afterMs, () => {
      go().catch((error: unknown) => {
        this.#context.logger.error({ error, device: this.id }, "device did not fall asleep");
      });
    });
  }

  async #goDown(): Promise<void> {
    this.#cancelSleep();
    await this.#ssdp?.vanish();
    this.#ssdp = undefined;
    await this.#http.close();
  }

  async #goUp(): Promise<void> {
    this.#http.silent = false;
    await this.#http.open();
    if (this.#ssdp !== undefined || this.#context.interfaces.length === 0) return;
    this.#ssdp = new SsdpEndpoint({
      interfaces: this.#context.interfaces,
      services: {
        "roku:ecp": this.#usn(),
        "upnp:rootdevice": `uuid:${uuidOf(this.id)}::upnp:rootdevice`,
      },
      location: `http://${this.#context.host}:${this.#http.port}/`,
      server: serverHeader(this.#model),
      clock: this.#context.clock,
    });
    await this.#ssdp.open();
  }

  #usn(): string {
    return `uuid:roku:ecp:${this.#identity.serial}`;
  }
}
