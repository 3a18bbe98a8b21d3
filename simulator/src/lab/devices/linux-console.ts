import { sleep } from "@rae/kit";
import { type Static, Type } from "typebox";
import { SerialEndpoint } from "../endpoints/serial.ts";
import { ActiveFaults } from "../faults/active-faults.ts";
import type { Fault, FaultName, FaultOf } from "../faults/fault-table.ts";
import { LateAnswers } from "../faults/late-answers.ts";
import { noise } from "../faults/noise.ts";
import type { DeviceReport } from "./device-report.ts";
import { changedIdentity, type Identity, identityOf, seedOf } from "./identity.ts";
import { ConsoleSession } from "./linux-console/session.ts";
import { RecentList } from "./recent-list.ts";
import { type DeviceContext, unsupportedFault, type VirtualDevice } from "./virtual-device.ts";

/** Settings of this family in a scenario. */
export const linuxConsoleSettings = {
  serialPort: Type.Optional(
    Type.String({ pattern: "^[A-Za-z0-9._-]{1,64}$", description: "name of the port's link" }),
  ),
  hostname: Type.String({ default: "stb", pattern: "^[a-z0-9-]{1,32}$" }),
  model: Type.String({ default: "Example STB-4000", minLength: 1, maxLength: 64 }),
  kernel: Type.String({ default: "6.1.55", minLength: 1, maxLength: 32 }),
  firmware: Type.String({ default: "2.4.1", minLength: 1, maxLength: 32 }),
  password: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 64,
      description: "root's; left out: none is asked for",
    }),
  ),
  bootMs: Type.Integer({ minimum: 0, maximum: 600_000, default: 1500 }),
};

const settingsSchema = Type.Object(linuxConsoleSettings);
export type LinuxConsoleSettings = Static<typeof settingsSchema>;

const supportedFaults = [
  "freeze",
  "no-reply",
  "slow",
  "half-frame",
  "garbage",
  "refuse",
  "reset-half-way",
  "sleep",
  "unplug",
  "plug",
  "reboot",
] as const satisfies readonly FaultName[];

const transcriptLimit = 8192;

/** A Linux box seen through its serial console: it boots, asks for a login and runs a shell. */
export class LinuxConsoleDevice implements VirtualDevice {
  readonly id: string;
  readonly family = "linux-console";
  readonly supportedFaults = supportedFaults;
  readonly #context: DeviceContext;
  readonly #faults = new ActiveFaults();
  readonly #port: SerialEndpoint;
  readonly #session: ConsoleSession;
  readonly #received = new RecentList<string>(100);
  readonly #late: LateAnswers;
  #receivedCount = 0;
  #unheardBytes = 0;
  #transcript = "";
  #closed = false;
  #identity: Identity;

  constructor(
    id: string,
    identity: Partial<Identity>,
    settings: LinuxConsoleSettings,
    context: DeviceContext,
  ) {
    this.id = id;
    this.#context = context;
    this.#late = new LateAnswers(context.clock);
    this.#identity = identityOf(id, identity);
    this.#port = new SerialEndpoint({
      dir: context.serialDir,
      name: settings.serialPort ?? id,
      clock: context.clock,
      onData: (bytes) => {
        if (this.#deaf()) this.#unheardBytes += bytes.length;
        else this.#session.type(bytes);
      },
    });
    const { hostname, model, kernel, firmware, password, bootMs } = settings;
    this.#session = new ConsoleSession({
      clock: context.clock,
      model: { hostname, model, kernel, firmware },
      identity: () => this.#identity,
      bootMs,
      password,
      say: (bytes, kind) => (kind === "answer" ? this.#answer(bytes) : this.#say(bytes)),
      onLine: (line) => {
        this.#receivedCount += 1;
        this.#received.push(line);
      },
      refuses: () => this.#faults.take("refuse") !== undefined,
    });
  }

  /** The port is there at once; the boot goes on by itself. */
  async open(): Promise<void> {
    this.#port.plug();
    void this.#session.boot();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#session.switchOff();
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
      power: this.#faults.has("sleep") ? "asleep" : "on",
      state: {
        phase: this.#session.phase,
        droppedBytes: this.#port.droppedBytes,
        unheardBytes: this.#unheardBytes,
      },
      keys: [],
      received: [...this.#received.list()],
      receivedCount: this.#receivedCount,
      transcript: this.#transcript,
      faults: [...this.#faults.list()],
      supportedFaults: [...this.supportedFaults],
    };
  }

  async apply(fault: Fault): Promise<void> {
    switch (fault.fault) {
      case "wrong-id":
      case "limited-mode":
        throw unsupportedFault(this, fault.fault);
      case "plug":
        this.#faults.end("unplug");
        this.#port.plug();
        return;
      case "unplug":
        this.#faults.set(fault);
        await this.#port.unplug();
        return;
      case "reboot":
        await this.#reboot(fault);
        return;
      case "sleep":
        this.#say(Buffer.from("\r\nPM: suspend entry (deep)\r\n"));
        this.#faults.set(fault);
        return;
      default:
        this.#faults.set(fault);
    }
  }

  async clearFaults(): Promise<void> {
    const slept = this.#faults.has("sleep");
    this.#faults.clear();
    this.#port.plug();
    if (slept) this.#say(Buffer.from("PM: suspend exit\r\n"));
  }

  #deaf(): boolean {
    return this.#faults.has("freeze") || this.#faults.has("sleep");
  }

  /** An answer to a line, which a fault may spoil. */
  #answer(bytes: Buffer): void {
    const { delayMs, shape } = this.#faults.takeReply();
    const half = bytes.subarray(0, Math.floor(bytes.length / 2));
    this.#late.after(delayMs, () => {
      switch (shape) {
        case "nothing":
          return;
        case "garbage":
          this.#write(noise(seedOf(this.id), bytes.length));
          return;
        case "half":
          this.#say(half);
          return;
        case "reset":
          // As a watchdog does: no farewell, and the boot loader speaks next.
          this.#say(half);
          void this.#session.boot();
          return;
        case "whole":
          this.#say(bytes);
      }
    });
  }

  /** What it says when it is not dead. At a wrong speed all of it is noise. */
  #say(bytes: Buffer): void {
    if (this.#deaf()) return;
    this.#write(this.#faults.has("garbage") ? noise(seedOf(this.id), bytes.length) : bytes);
  }

  #write(bytes: Buffer): void {
    this.#transcript = (this.#transcript + bytes.toString("utf8")).slice(-transcriptLimit);
    this.#port.write(bytes);
  }

  async #reboot({ mac, esn, serial, downMs }: FaultOf<"reboot">): Promise<void> {
    this.#session.switchOff();
    this.#late.forget();
    this.#faults.end("sleep");
    this.#faults.end("freeze");
    if (downMs !== undefined) await sleep(this.#context.clock, downMs);
    this.#identity = changedIdentity(this.#identity, { mac, esn, serial });
    if (!this.#closed) await this.#session.boot();
  }
}
