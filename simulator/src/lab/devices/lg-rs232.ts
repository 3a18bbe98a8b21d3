import { sleep } from "@rae/kit";
import { type Static, Type } from "typebox";
import { SerialEndpoint } from "../endpoints/serial.ts";
import { ActiveFaults, type ReplyPlan } from "../faults/active-faults.ts";
import type { Fault, FaultName, FaultOf } from "../faults/fault-table.ts";
import { LateAnswers } from "../faults/late-answers.ts";
import { noise } from "../faults/noise.ts";
import type { DeviceReport } from "./device-report.ts";
import { changedIdentity, type Identity, identityOf, seedOf } from "./identity.ts";
import { LineGatherer, parseRequest } from "./lg-rs232/frame.ts";
import { Television } from "./lg-rs232/television.ts";
import { RecentList } from "./recent-list.ts";
import { type DeviceContext, unsupportedFault, type VirtualDevice } from "./virtual-device.ts";

/** Settings of this family in a scenario. */
export const lgRs232Settings = {
  serialPort: Type.Optional(
    Type.String({ pattern: "^[A-Za-z0-9._-]{1,64}$", description: "name of the port's link" }),
  ),
  setId: Type.Integer({ minimum: 1, maximum: 99, default: 1 }),
  statusInStandby: Type.Boolean({
    default: true,
    description: "false: in standby it answers nothing but being switched on",
  }),
  powerOn: Type.Boolean({ default: true, description: "whether it is on at the start" }),
  softwareVersion: Type.String({ default: "03.20.01", pattern: "^[0-9A-Za-z.]{1,32}$" }),
};

const settingsSchema = Type.Object(lgRs232Settings);
export type LgRs232Settings = Static<typeof settingsSchema>;

const supportedFaults = [
  "freeze",
  "no-reply",
  "slow",
  "half-frame",
  "garbage",
  "refuse",
  "wrong-id",
  "sleep",
  "unplug",
  "plug",
  "reboot",
] as const satisfies readonly FaultName[];

/** An LG television that is controlled by RS-232C. */
export class LgRs232Device implements VirtualDevice {
  readonly id: string;
  readonly family = "lg-rs232";
  readonly supportedFaults = supportedFaults;
  readonly #context: DeviceContext;
  readonly #faults = new ActiveFaults();
  readonly #television: Television;
  readonly #port: SerialEndpoint;
  readonly #lines = new LineGatherer();
  readonly #keys = new RecentList<string>(100);
  readonly #received = new RecentList<string>(100);
  readonly #late: LateAnswers;
  #receivedCount = 0;
  #identity: Identity;

  constructor(
    id: string,
    identity: Partial<Identity>,
    settings: LgRs232Settings,
    context: DeviceContext,
  ) {
    this.id = id;
    this.#context = context;
    this.#late = new LateAnswers(context.clock);
    this.#identity = identityOf(id, identity);
    this.#television = new Television(settings);
    this.#television.on = settings.powerOn;
    this.#port = new SerialEndpoint({
      dir: context.serialDir,
      name: settings.serialPort ?? id,
      clock: context.clock,
      onData: (bytes) => {
        for (const line of this.#lines.push(bytes)) this.#hear(line);
      },
    });
  }

  async open(): Promise<void> {
    this.#port.plug();
  }

  async close(): Promise<void> {
    this.#late.forget();
    await this.#port.close();
  }

  report(): DeviceReport {
    return {
      id: this.id,
      family: this.family,
      identity: this.#identity,
      addresses: { serial: this.#port.path },
      plugged: this.#port.plugged,
      power: this.#television.on ? "on" : "standby",
      state: { setId: this.#television.setId, ...this.#television.settings() },
      keys: [...this.#keys.list()],
      received: [...this.#received.list()],
      receivedCount: this.#receivedCount,
      faults: [...this.#faults.list()],
      supportedFaults: [...this.supportedFaults],
    };
  }

  async apply(fault: Fault): Promise<void> {
    switch (fault.fault) {
      case "reset-half-way":
      case "limited-mode":
        throw unsupportedFault(this, fault.fault);
      case "plug":
        this.#faults.end("unplug");
        this.#port.plug();
        return;
      case "unplug":
        this.#faults.set(fault);
        this.#late.forget();
        await this.#port.unplug();
        return;
      case "reboot":
        await this.#reboot(fault);
        return;
      case "sleep":
        this.#television.on = false;
        this.#faults.set(fault);
        return;
      default:
        this.#faults.set(fault);
    }
  }

  async clearFaults(): Promise<void> {
    if (this.#faults.has("sleep")) this.#television.on = true;
    this.#faults.clear();
    this.#port.plug();
  }

  #hear(line: string): void {
    this.#receivedCount += 1;
    this.#received.push(line);
    // In deep sleep only a reset or its remote control wakes it.
    if (this.#faults.has("freeze") || this.#faults.has("sleep")) return;
    const request = parseRequest(line);
    if (request === undefined || !this.#television.hears(request)) return;
    const refuse = this.#faults.take("refuse");
    const answer =
      refuse === undefined
        ? this.#television.answer(request, this.#identity.serial, (key) => this.#keys.push(key))
        : ({ verdict: "NG", data: 0x00 } as const);
    if (answer === undefined) return;
    const setId = this.#television.setId;
    const wrong = this.#faults.take("wrong-id") !== undefined;
    const shownId = wrong ? (setId % 99) + 1 : setId;
    const reply = Buffer.from(this.#television.format(request, answer, shownId), "latin1");
    this.#say(reply, this.#faults.takeReply());
  }

  #say(reply: Buffer, { shape, delayMs }: ReplyPlan): void {
    const bytes = spoil(reply, shape, seedOf(this.id));
    if (bytes === undefined) return;
    this.#late.after(delayMs, () => this.#port.write(bytes));
  }

  /** The set is deaf while it is away; its port stays, for it belongs to the cable. */
  async #reboot({ mac, esn, serial, downMs }: FaultOf<"reboot">): Promise<void> {
    this.#late.forget();
    if (downMs !== undefined) {
      this.#faults.set({ fault: "freeze" });
      await sleep(this.#context.clock, downMs);
      this.#faults.end("freeze");
    }
    this.#faults.end("sleep");
    this.#identity = changedIdentity(this.#identity, { mac, esn, serial });
    this.#television.on = true;
  }
}

/** The bytes that go out in place of an answer; undefined if none do. */
function spoil(reply: Buffer, shape: ReplyPlan["shape"], seed: number): Buffer | undefined {
  if (shape === "nothing") return undefined;
  if (shape === "garbage") return noise(seed, reply.length);
  return shape === "whole" ? reply : reply.subarray(0, Math.floor(reply.length / 2));
}
